package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A data directory that holds only the config.db of a Proxmox node, as after a restore. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RecordedDatabaseIT {
    private static final byte[] MEBIBYTE = new byte[1 << 20];

    /** Each entry as: path, type, size, time of change. */
    private static final String ROWS =
            "WITH RECURSIVE below(inode, path) AS (SELECT inode, name FROM tree WHERE parent = 0"
                    + " AND inode <> 0 UNION ALL SELECT tree.inode, path || '/' || name FROM tree"
                    + " JOIN below ON tree.parent = below.inode) SELECT path || ' ' || iif(type ="
                    + " 4, 'dir', 'file') || ' ' || coalesce(length(CAST(data AS BLOB)), 0) || ' '"
                    + " || mtime FROM below JOIN tree USING (inode) ORDER BY CAST(path AS BLOB)";

    private Daemon daemon;

    @BeforeEach
    void restore() throws IOException {
        daemon = Daemon.of(RecordedDatabaseIT.class);
        Files.copy(RecordedTree.DATABASE, daemon.data("config.db"));
    }

    @AfterEach
    void stop() throws IOException {
        daemon.close();
    }

    @Test
    void shouldShowTheRecordedTreeAndStoreEveryKindOfChangeInIt() throws Exception {
        // given
        CommandRun started = daemon.tryStart();
        String kept = "jpmxcfs: nodes/pve3 belongs to another node and is kept";
        assertTrue(started.err().contains(kept), started::err);
        assertEquals(asLines(RecordedTree.recorded()), asLines(RecordedTree.of(daemon.mount())));

        // when
        changeInEveryWay();
        SortedMap<String, String> changed = RecordedTree.of(daemon.mount());
        daemon.umount();

        // then
        assertEquals("ok", sqlite3(daemon.data("config.db"), "PRAGMA integrity_check"));
        assertEquals(rows(changed), sqlite3(daemon.data("config.db"), ROWS));
        daemon.requireIntact();
        daemon.start();
        assertEquals(asLines(changed), asLines(RecordedTree.of(daemon.mount())));
    }

    @Test
    void shouldExportWhileItRunsWhatAnotherNodeCanStartFrom() throws Exception {
        // given: changes that are in the journal only
        daemon.start("--flush-delay=1h");
        changeInEveryWay();
        SortedMap<String, String> shown = RecordedTree.of(daemon.mount());
        long flushed = daemon.status().at("/database/flushedIndex").asLong();
        assertTrue(flushed < daemon.status().at("/journal/lastIndex").asLong());
        Path backup = daemon.beside("backup.db");

        // when
        daemon.runOnData("db", "export", backup.toString()).requireSuccess();
        daemon.runOnData("db", "check").requireSuccess();
        daemon.umount();

        // then
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)));
        assertEquals("ok", sqlite3(backup, "PRAGMA integrity_check"));
        assertEquals(rows(shown), sqlite3(backup, ROWS));
        try (Daemon other = Daemon.of(Restored.class)) {
            Files.copy(backup, other.data("config.db"));
            other.start();
            assertEquals(asLines(shown), asLines(RecordedTree.of(other.mount())));
        }
    }

    @Test
    void shouldWarnOfRowsThatStopTheOriginalAndMount() throws Exception {
        // given
        String rows =
                "UPDATE tree SET version = 90000 WHERE inode = 0;"
                        + "INSERT INTO tree VALUES (80001, 9, 80001, 0, 1, 4, 'pve8', NULL);"
                        + "INSERT INTO tree VALUES (80002, 80001, 80002, 0, 1, 8, 'qemu-server',"
                        + " 'x');"
                        + "INSERT INTO tree VALUES (80003, 16, 80003, 0, 1, 8, '100.conf', 'y');";
        sqlite3(daemon.data("config.db"), rows);

        // when
        daemon.startInForeground();

        // then
        String log = daemon.foregroundErr();
        assertTrue(log.contains("nodes/pve8/qemu-server is a file where a directory"), log);
        assertTrue(log.contains("guest 100 has two configurations"), log);
        assertEquals("x", Files.readString(daemon.mount("nodes", "pve8", "qemu-server")));
        assertEquals("y", Files.readString(daemon.mount("nodes", "pve2/qemu-server/100.conf")));
        Files.delete(daemon.mount("nodes", "pve2/qemu-server/100.conf"));
        assertEquals(0, daemon.terminate());
        assertEquals("ok", sqlite3(daemon.data("config.db"), "PRAGMA integrity_check"));
    }

    /** Only names the workplace of the node that starts from a backup. */
    private static final class Restored {}

    private void changeInEveryWay() throws IOException {
        Path directory = Files.createDirectories(daemon.mount("made", "below"));
        Files.write(directory.resolve("large"), MEBIBYTE);
        Files.createFile(directory.resolve("empty"));
        Files.writeString(daemon.mount("storage.cfg"), "replaced\n");
        Path blob = daemon.mount("blob.bin");
        Files.writeString(blob, "appended", StandardOpenOption.APPEND);
        try (FileChannel channel = FileChannel.open(blob, StandardOpenOption.WRITE)) {
            channel.truncate(1000);
        }
        Files.setLastModifiedTime(blob, FileTime.fromMillis(1_700_000_000_000L));
        Files.writeString(directory.resolve("new"), "taken over");
        Files.move(
                directory.resolve("new"),
                daemon.mount("authkey.pub"),
                StandardCopyOption.ATOMIC_MOVE);
        Files.move(
                daemon.mount("nodes", "pve1/qemu-server/100.conf"),
                daemon.mount("nodes", "pve2/qemu-server/100.conf"),
                StandardCopyOption.ATOMIC_MOVE);
        Files.delete(daemon.mount("authkey.pub.old"));
        Files.createDirectory(daemon.mount("priv", "lock", "taken"));
        Files.delete(Files.createDirectory(daemon.mount("priv", "lock", "freed")));
    }

    private static String rows(SortedMap<String, String> shown) {
        return shown.entrySet().stream()
                .map(entry -> row(entry.getKey(), entry.getValue().split(" ")))
                .collect(Collectors.joining("\n"));
    }

    private static String row(String path, String[] fields) {
        return String.join(" ", path, fields[0], fields[2], fields[3]);
    }

    private static String asLines(SortedMap<String, String> shown) {
        return shown.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining("\n"));
    }

    private static String sqlite3(Path database, String statement) {
        return CommandRun.of("sqlite3", database.toString(), statement)
                .requireSuccess()
                .out()
                .strip();
    }
}
