package org.jpmxcfs.materializer.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.materializer.sqlite.StoreException.Reason;
import org.jpmxcfs.materializer.tree.Changes;
import org.jpmxcfs.materializer.tree.Tree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamageTest {
    private static final int FILES = 200;

    @TempDir Path directory;

    @BeforeEach
    void makeDatabase() throws IOException {
        try (SqliteStore store = SqliteStore.open(file())) {
            Tree tree = RecordedDatabase.load(store);
            for (int i = 0; i < FILES; i++) {
                Location at = Location.of("file" + i);
                byte[] content = new byte[700];
                Arrays.fill(content, (byte) i);
                content[0] = 'M';
                content[1] = 'K';
                tree.apply(new Entry(2 * i + 1, 0, 0, 0, 0, new Mutation.Create(at)));
                tree.apply(new Entry(2 * i + 2, 0, 0, 0, 0, new Mutation.Write(at, 0, content)));
            }
            Changes changes = tree.drainChanges();
            store.flush(changes);
        }
    }

    @Test
    void shouldRefuseAHeaderOfGarbage() throws IOException {
        // given
        overwrite(0, "garbage of another kind".getBytes(StandardCharsets.US_ASCII));

        // when
        StoreException refusal = assertThrows(StoreException.class, this::open);

        // then
        assertEquals(Reason.DAMAGED, refusal.reason());
        assertTrue(refusal.getMessage().contains("is not an SQLite database"));
    }

    @Test
    void shouldRefuseAFileCutShort() throws IOException {
        // given
        try (RandomAccessFile database = new RandomAccessFile(file().toFile(), "rw")) {
            database.setLength(database.length() / 2);
        }

        // when
        StoreException refusal = assertThrows(StoreException.class, this::open);

        // then
        assertEquals(Reason.DAMAGED, refusal.reason());
        assertTrue(refusal.getMessage().startsWith(file() + " is damaged: "));
    }

    @Test
    void shouldRefuseAPageOfZeros() throws IOException {
        // given
        long middle = Files.size(file()) / 2 / Schema.PAGE_BYTES * Schema.PAGE_BYTES;
        overwrite(middle, new byte[4 * Schema.PAGE_BYTES]);

        // when
        StoreException refusal = assertThrows(StoreException.class, this::open);

        // then
        assertEquals(Reason.DAMAGED, refusal.reason());
    }

    @Test
    void shouldRefuseAChangedName() throws IOException {
        // given
        overwrite(find("file77"), "fXle77".getBytes(StandardCharsets.US_ASCII));

        // when
        StoreException refusal = assertThrows(StoreException.class, this::load);

        // then
        assertEquals(Reason.DAMAGED, refusal.reason());
        assertTrue(refusal.getMessage().contains("('fXle77') has a wrong checksum"));
    }

    @Test
    void shouldNeverServeAContentInWhichABitFlipped() throws IOException {
        // given
        overwrite(find("MK"), "mK".getBytes(StandardCharsets.US_ASCII));

        // when
        int refused = 0;
        try (SqliteStore store = SqliteStore.open(file())) {
            for (int inode = 2; inode < 2 + 2 * FILES; inode += 2) {
                try {
                    store.read(inode);
                } catch (UncheckedIOException e) {
                    assertTrue(e.getCause().getMessage().contains("has a wrong checksum"));
                    refused++;
                }
            }
        }

        // then
        assertEquals(1, refused);
        assertTrue(
                DatabaseCheck.check(file()).stream()
                        .anyMatch(finding -> finding.severity() == Finding.Severity.DAMAGE));
    }

    @Test
    void shouldFindEveryFlippedBitThatMatters() throws IOException {
        // given
        byte[] intact = Files.readAllBytes(file());
        Map<String, String> shown = shownOf(file());
        assertEquals(FILES, shown.size());
        long seed = 42;
        Random random = new Random(seed);

        for (int i = 0; i < 300; i++) {
            // when
            byte[] flipped = intact.clone();
            int position = random.nextInt(flipped.length);
            flipped[position] ^= (byte) (1 << random.nextInt(8));
            Path copy = directory.resolve("flipped.db");
            Files.deleteIfExists(directory.resolve("flipped.db-wal"));
            Files.deleteIfExists(directory.resolve("flipped.db-shm"));
            Files.write(copy, flipped);

            // then either it is found, or what is shown is the same
            boolean found;
            try {
                found = !DatabaseCheck.check(copy).isEmpty();
            } catch (StoreException e) {
                found = true;
            }
            if (!found) {
                assertEquals(shown, shownOf(copy), "byte " + position + ", seed " + seed);
            }
        }
    }

    private static Map<String, String> shownOf(Path database) throws IOException {
        try (SqliteStore store = SqliteStore.open(database)) {
            return RecordedDatabase.shown(RecordedDatabase.load(store));
        }
    }

    private void open() throws IOException {
        SqliteStore.open(file()).close();
    }

    private void load() throws IOException {
        try (SqliteStore store = SqliteStore.open(file())) {
            RecordedDatabase.load(store);
        }
    }

    private long find(String text) throws IOException {
        String bytes = new String(Files.readAllBytes(file()), StandardCharsets.ISO_8859_1);
        int position = bytes.indexOf(text);
        assertTrue(position > 0, text + " is not in the file");
        return position;
    }

    private void overwrite(long position, byte[] bytes) throws IOException {
        try (RandomAccessFile database = new RandomAccessFile(file().toFile(), "rw")) {
            database.seek(position);
            database.write(bytes);
        }
    }

    private Path file() {
        return directory.resolve("config.db");
    }
}
