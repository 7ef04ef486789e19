package org.jpmxcfs.fuse.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.materializer.sqlite.DatabaseCheck;
import org.jpmxcfs.materializer.tree.Tree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a config.db that is touched, or goes bad, while it is in use. */
class TouchedDatabaseTest {
    @TempDir Path dir;

    private Path database;

    @BeforeEach
    void makeNode() throws Exception {
        database = dir.resolve("config.db");
        try (StoredNode node = open()) {
            node.write("f", 20);
            put(node, "storage.cfg", "dir: local");
        }
    }

    @Test
    void shouldHealAContentThatHasGoneBadWhenItIsRead() throws Exception {
        // given
        rot("dir: local");

        try (StoredNode node = open()) {
            assertEquals(List.of(), node.repairs);
            // when, then
            assertEquals("dir: local", read(node.materializer.tree(), "storage.cfg"));
            assertTrue(told(node).contains("had gone bad"), told(node));
            put(node, "later.cfg", "x");
        }
        assertWhole("later.cfg", "x");
    }

    @Test
    void shouldHealAContentThatHasGoneBadWhenItIsChangedInPart() throws Exception {
        // given
        rot("dir: local");

        try (StoredNode node = open()) {
            // when
            byte[] more = ", shared".getBytes(StandardCharsets.US_ASCII);
            node.submit(new Mutation.Write(Location.of("storage.cfg"), 10, more));

            // then
            assertEquals("dir: local, shared", read(node.materializer.tree(), "storage.cfg"));
        }
        assertWhole("storage.cfg", "dir: local, shared");
    }

    @Test
    void shouldWriteItsOwnAnewWhenTheFileIsReplaced() throws Exception {
        for (boolean inPlace : new boolean[] {false, true}) {
            // given
            Path theirs = copyWith("theirs");

            try (StoredNode node = open()) {
                put(node, "before.cfg", "x");
                node.materializer.flush();
                // when
                if (inPlace) {
                    Files.write(database, Files.readAllBytes(theirs));
                } else {
                    Files.move(theirs, database, StandardCopyOption.REPLACE_EXISTING);
                }
                node.materializer.mendIfTouched();

                // then
                assertTrue(told(node).contains("was replaced or overwritten"), told(node));
                assertEquals("dir: local", read(node.materializer.tree(), "storage.cfg"));
                assertEquals("theirs", contentIn(kept(node), "storage.cfg"));
                put(node, "later.cfg", "x");
            }
            assertWhole("later.cfg", "x");
            assertWhole("before.cfg", "x");
        }
    }

    @Test
    void shouldNoticeAReplacedFileBeforeItStoresAnything() throws Exception {
        // given
        Path theirs = copyWith("theirs");

        try (StoredNode node = open()) {
            // when
            Files.write(database, Files.readAllBytes(theirs));
            put(node, "later.cfg", "x");
            node.materializer.flush();

            // then
            assertEquals("x", contentIn(database, "later.cfg"));
            assertEquals("dir: local", contentIn(database, "storage.cfg"));
            assertEquals("theirs", contentIn(kept(node), "storage.cfg"));
        }
        assertWhole("later.cfg", "x");
    }

    @Test
    void shouldWriteItsOwnAnewWhenAnotherConnectionChangesRows() throws Exception {
        try (StoredNode node = open()) {
            put(node, "before.cfg", "x");
            node.materializer.flush();

            // when
            sql(database, "UPDATE tree SET data = 'theirs' WHERE name = 'storage.cfg'");
            node.materializer.mendIfTouched();

            // then
            assertTrue(told(node).contains("was changed by another program"), told(node));
            assertEquals("theirs", contentIn(kept(node), "storage.cfg"));
            assertEquals("x", contentIn(kept(node), "before.cfg"));
            assertEquals("dir: local", contentIn(database, "storage.cfg"));
        }
        assertWhole("storage.cfg", "dir: local");
    }

    @Test
    void shouldWriteItsOwnAnewWhenTheFileIsRemoved() throws Exception {
        try (StoredNode node = open()) {
            // when
            Files.delete(database);
            node.materializer.mendIfTouched();

            // then
            assertTrue(told(node).contains("was removed"), told(node));
            assertEquals("dir: local", contentIn(database, "storage.cfg"));
        }
        assertWhole("storage.cfg", "dir: local");
    }

    @Test
    void shouldNotTakeItsOwnWorkForThatOfOthers() throws Exception {
        try (StoredNode node = open()) {
            for (int i = 0; i < 50; i++) {
                node.write("g" + i, 40);
                node.materializer.flush();
                node.materializer.copyTo(dir.resolve("copy"));
                node.materializer.mendIfTouched();
            }
            assertEquals("", told(node));
        }
    }

    // --- helpers --------------------------------------------------------------------------------

    private StoredNode open() throws IOException {
        return StoredNode.open(dir);
    }

    private static void put(StoredNode node, String path, String text) {
        if (node.materializer.tree().find(path) == null) {
            node.create(path);
        }
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        node.submit(new Mutation.Write(Location.of(path), 0, bytes));
    }

    private static String told(StoredNode node) {
        return node.materializer.mended().orElse("");
    }

    /** The file that the line about it names. */
    private static Path kept(StoredNode node) {
        return Path.of(told(node).replaceFirst(".* is kept as ([^;]+);.*", "$1"));
    }

    private void assertWhole(String path, String text) throws IOException {
        try (StoredNode node = open()) {
            assertEquals(List.of(), node.repairs);
            assertEquals(text, read(node.materializer.tree(), path));
            assertEquals("", told(node));
        }
        assertEquals(List.of(), DatabaseCheck.check(database));
        try (Stream<Path> files = Files.list(dir)) {
            assertFalse(files.anyMatch(f -> f.toString().contains("healed")));
        }
    }

    private static String read(Tree tree, String path) {
        byte[] bytes = tree.content(tree.find(path).inode()).toBytes();
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** As a disk does it: nobody has written to the file. */
    private void rot(String text) throws IOException {
        FileTime time = Files.getLastModifiedTime(database);
        String bytes = Files.readString(database, StandardCharsets.ISO_8859_1);
        try (RandomAccessFile file = new RandomAccessFile(database.toFile(), "rw")) {
            file.seek(bytes.indexOf(text));
            file.write(text.charAt(0) ^ 1);
        }
        Files.setLastModifiedTime(database, time);
    }

    private Path copyWith(String text) throws Exception {
        Path copy =
                Files.copy(database, dir.resolve("theirs"), StandardCopyOption.REPLACE_EXISTING);
        sql(copy, "UPDATE tree SET data = '" + text + "' WHERE name = 'storage.cfg'");
        return copy;
    }

    private static void sql(Path file, String statement) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement run = connection.createStatement()) {
            run.execute(statement);
        }
    }

    private static String contentIn(Path file, String name) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement run = connection.createStatement();
                ResultSet rows =
                        run.executeQuery("SELECT data FROM tree WHERE name = '" + name + "'")) {
            return rows.next() ? new String(rows.getBytes(1), StandardCharsets.US_ASCII) : null;
        }
    }
}
