package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Nothing diverges where an entry is in the journal and a content that it changes in part has gone
 * bad, whether it is mended then or the entry cannot be applied.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnappliedEntryIT {
    private static final int SIZE = 3000;
    private static final int RUN = 200; // what is surely in one piece, whatever pages there are

    private Daemon daemon;

    @BeforeEach
    void prepare() throws IOException {
        daemon = Daemon.of(UnappliedEntryIT.class);
    }

    @AfterEach
    void stop() throws IOException {
        daemon.close();
    }

    @Test
    void shouldShowTheSameTreeAfterARebuildAsBefore() throws Exception {
        // given three files, the content of the second in the database only, and changed there
        daemon.start();
        for (String name : List.of("a", "b", "c")) {
            Files.writeString(daemon.mount(name), name.repeat(SIZE));
        }
        daemon.umount();
        damage("b");
        daemon.startInForeground();

        // when a part of it is written, and two files are created
        boolean isWritten = writes(daemon.mount("b"), 10, "new");
        boolean isCreated = creates(daemon.mount("d")) && creates(daemon.mount("e"));

        // then either all of it has happened, or nothing after the write
        assertEquals(isWritten, isCreated, "a change was made after one that could not be applied");
        if (!isWritten) {
            requireRefusal();
        }
        SortedMap<String, Object> before = inodes();
        daemon.kill();
        Files.delete(daemon.data("config.db"));
        Files.deleteIfExists(daemon.data("config.db-wal"));
        Files.deleteIfExists(daemon.data("config.db-shm"));
        daemon.startInForeground();
        assertEquals(before, inodes());
        assertEquals(
                "b".repeat(10) + "new" + "b".repeat(SIZE - 13),
                Files.readString(daemon.mount("b")));
        assertTrue(creates(daemon.mount("f")));
    }

    @Test
    void shouldMendTheDatabaseAtTheNextStart() throws Exception {
        // given a write that could not be applied
        daemon.start();
        Files.writeString(daemon.mount("a"), "a".repeat(SIZE));
        daemon.umount();
        damage("a");
        daemon.startInForeground();
        writes(daemon.mount("a"), 10, "new");
        daemon.terminate();

        // when
        daemon.startInForeground();

        // then
        byte[] content = Files.readAllBytes(daemon.mount("a"));
        assertEquals("new", new String(Arrays.copyOfRange(content, 10, 13)));
        assertEquals(SIZE, content.length);
        assertTrue(creates(daemon.mount("b")));
        daemon.terminate();
        daemon.requireIntact();
    }

    private void requireRefusal() throws IOException {
        String trouble = daemon.status().at("/trouble").asText();
        assertTrue(trouble.contains("cannot be applied"), trouble);
        assertTrue(trouble.contains("restart jpmxcfs"), trouble);
        assertTrue(daemon.foregroundErr().contains(trouble), daemon::foregroundErr);
        assertFalse(daemon.status().at("/quorate").asBoolean());
        assertTrue(
                daemon.run("status", daemon.mount().toString())
                        .out()
                        .contains("cannot be applied"));
        assertEquals("a".repeat(SIZE), Files.readString(daemon.mount("a")));
        assertThrows(IOException.class, () -> Files.delete(daemon.mount("c")));
    }

    private SortedMap<String, Object> inodes() throws IOException {
        SortedMap<String, Object> inodes = new TreeMap<>();
        try (Stream<Path> files = Files.list(daemon.mount())) {
            for (Path file : files.filter(f -> !Files.isSymbolicLink(f)).toList()) {
                inodes.put(file.getFileName().toString(), Files.getAttribute(file, "unix:ino"));
            }
        }
        return inodes;
    }

    private static boolean writes(Path file, long offset, String text) {
        try (RandomAccessFile writing = new RandomAccessFile(file.toFile(), "rw")) {
            writing.seek(offset);
            writing.write(text.getBytes());
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static boolean creates(Path file) {
        try {
            Files.createFile(file);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    /**
     * Flips a bit of a content in the database, as a disk does: the time of the file stays, or it
     * would be an edit by somebody.
     */
    private void damage(String name) throws IOException {
        Path database = daemon.data("config.db");
        FileTime time = Files.getLastModifiedTime(database);
        byte[] bytes = Files.readAllBytes(database);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = text.indexOf(name.repeat(RUN));
        assertTrue(at > 0, "the database does not hold the content of " + name);
        bytes[at + RUN / 2] ^= 1;
        Files.write(database, bytes);
        Files.setLastModifiedTime(database, time);
    }
}
