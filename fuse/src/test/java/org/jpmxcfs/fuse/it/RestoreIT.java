package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is taken off a machine that died makes the same tree on a new one. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RestoreIT {
    private static final int FILES = 60;

    private Daemon daemon;
    private Daemon other;

    /** Only names the workplace of the new machine. */
    private static final class NewMachine {}

    @BeforeEach
    void prepare() throws IOException {
        daemon = Daemon.of(RestoreIT.class);
        other = Daemon.of(NewMachine.class);
        Files.copy(RecordedTree.DATABASE, daemon.data("config.db"));
    }

    @AfterEach
    void stop() throws IOException {
        other.close();
        daemon.close();
    }

    @Test
    void shouldHaveTheWholeTreeFromConfigDbAloneWhileTheDaemonRuns() throws Exception {
        // given
        daemon.start("--flush-delay=1s");
        replaceFiles();
        SortedMap<String, String> shown = RecordedTree.of(daemon.mount());

        // when nothing has come for a while
        Until.holds(
                "config.db is written", () -> daemon.status().at("/database/isWhole").asBoolean());
        Files.copy(daemon.data("config.db"), other.data("config.db"));

        // then
        assertWhole(other.data("config.db"));
        CommandRun started = other.tryStart();
        assertEquals(shown, RecordedTree.of(other.mount()));
        assertEquals(1, started.err().lines().filter(line -> line.contains(" as of ")).count());
    }

    @Test
    void shouldHaveTheWholeTreeFromConfigDbAloneAfterAnUmount() throws Exception {
        // given
        daemon.start();
        replaceFiles();
        SortedMap<String, String> shown = RecordedTree.of(daemon.mount());

        // when
        daemon.umount();
        Files.copy(daemon.data("config.db"), other.data("config.db"));

        // then
        assertWhole(other.data("config.db"));
        other.start();
        assertEquals(shown, RecordedTree.of(other.mount()));
    }

    @Test
    void shouldHaveTheWholeTreeFromTheDataDirectoryOfAKilledDaemon() throws Exception {
        // given
        daemon.start();
        replaceFiles();
        SortedMap<String, String> shown = RecordedTree.of(daemon.mount());

        // when
        daemon.kill();
        CommandRun.of("cp", "-a", daemon.data() + "/.", other.data().toString()).requireSuccess();

        // then
        other.start();
        assertEquals(shown, RecordedTree.of(other.mount()));
        other.requireIntact();
    }

    @Test
    void shouldHaveWhatADeadPmxcfsLeftInItsLog() throws Exception {
        // given: rows that are in the log only, as of a process that was killed
        String rows =
                "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;"
                        + " UPDATE tree SET version = 90000, mtime = 1700000000 WHERE inode = 0;"
                        + " INSERT INTO tree VALUES (90000, 0, 90000, 1, 1700000000, 8, 'last', 'x');";
        Path alive = daemon.data("config.db");
        CommandRun.of(
                        "sqlite3",
                        alive.toString(),
                        rows,
                        ".shell cp '" + alive + "' '" + alive + "-wal' '" + other.data() + "'")
                .requireSuccess();
        assertTrue(Files.size(other.data("config.db-wal")) > 0);

        // when
        CommandRun started = other.tryStart();

        // then
        assertEquals("x", Files.readString(other.mount("last")));
        assertTrue(started.err().contains("as of 2023-11-14"), started::err);
    }

    private void replaceFiles() throws IOException {
        for (int i = 0; i < FILES; i++) {
            Path fresh = daemon.mount("status.tmp." + i);
            Files.writeString(fresh, "replaced " + i + "\n");
            Files.move(
                    fresh,
                    daemon.mount(i % 2 == 0 ? "storage.cfg" : "status"),
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void assertWhole(Path database) {
        assertEquals(
                "ok",
                CommandRun.of("sqlite3", database.toString(), "PRAGMA integrity_check")
                        .requireSuccess()
                        .out()
                        .strip());
    }
}
