package org.jpmxcfs.fuse.it;

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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A config.db that others have in their hands too: pmxcfs, sqlite3, cp, a failing disk. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EditedDatabaseIT {
    private Daemon daemon;
    private Path database;

    @BeforeEach
    void mount() throws IOException {
        daemon = Daemon.of(EditedDatabaseIT.class);
        database = daemon.data("config.db");
        daemon.start();
        Files.createDirectories(daemon.mount("nodes", "node1", "qemu-server"));
        put("storage.cfg", "dir: local\n");
        put("corosync.conf.new", "totem {}\n");
        put("nodes/node1/qemu-server/100.conf", "cores: 2\n");
    }

    @AfterEach
    void stop() throws IOException {
        daemon.close();
    }

    @Test
    void shouldShareItsDirectoryWithNoPmxcfs() throws Exception {
        // given: pmxcfs waits for this lock, and holds it while it runs
        String lock = daemon.data(".pmxcfs.lockfile").toString();

        // when, then
        assertEquals(1, CommandRun.of("flock", "-n", lock, "true").status());
        daemon.umount();
        Process pmxcfs =
                new ProcessBuilder("flock", "--no-fork", lock, "sh", "-c", "echo; exec sleep 600")
                        .start();
        try {
            pmxcfs.inputReader().readLine();
            CommandRun refused = daemon.tryStart();
            assertEquals(1, refused.status());
            assertTrue(
                    refused.err().contains("a running pmxcfs (process " + pmxcfs.pid() + ")"),
                    refused::err);
        } finally {
            pmxcfs.destroyForcibly().waitFor();
        }
        daemon.start();
        assertEquals("dir: local\n", get("storage.cfg"));
    }

    @Test
    void shouldTakeOverWhatSqlite3DidAndBringBackWhatWasBefore() throws Exception {
        // given
        daemon.umount();

        // when
        sqlite3("UPDATE tree SET data = 'dir: edited' WHERE name = 'storage.cfg'");
        sqlite3("INSERT INTO tree VALUES (900, 0, 900, 0, 1000, 8, 'new.cfg', 'hi')");
        sqlite3("DELETE FROM tree WHERE name IN ('corosync.conf.new', 'qemu-server')");
        CommandRun started = daemon.tryStart();

        // then
        started.requireSuccess();
        String told = started.err();
        assertTrue(told.contains("1 changed, 1 came, 3 went; taken over as entries"), told);
        assertTrue(told.contains("(100.conf) is in a directory that is not in the tree"), told);
        assertEquals("dir: edited", get("storage.cfg"));
        assertEquals("hi", get("new.cfg"));
        assertFalse(Files.exists(daemon.mount("corosync.conf.new")));
        String history = daemon.runOnData("history", "storage.cfg").requireSuccess().out();
        assertTrue(history.contains("takeover"), history);
        assertTrue(history.contains("taken from config.db: 2 put, 3 removed"), history);

        // when: the command that it named
        String at = told.replaceAll("(?s).*restore \\. (--at=\\d+)'.*", "$1");
        daemon.run("restore", daemon.mount().toString(), at).requireSuccess();

        // then
        assertEquals("dir: local\n", get("storage.cfg"));
        assertEquals("totem {}\n", get("corosync.conf.new"));
        assertEquals("cores: 2\n", get("nodes/node1/qemu-server/100.conf"));
        assertCalmAfterARestart();
    }

    @Test
    void shouldTakeOverAnOlderCopyThatWasPutBack() throws Exception {
        // given
        daemon.umount();
        Path saved = Files.copy(database, daemon.beside("saved.db"));
        daemon.start();
        put("storage.cfg", "dir: later\n");
        daemon.umount();

        // when
        Files.copy(saved, database, StandardCopyOption.REPLACE_EXISTING);
        CommandRun started = daemon.tryStart();

        // then
        assertTrue(started.err().contains("1 changed, 0 came, 0 went"), started::err);
        assertEquals("dir: local\n", get("storage.cfg"));
        assertCalmAfterARestart();
    }

    @Test
    void shouldNoticeAnotherFileInItsPlaceWhileItRuns() throws Exception {
        // given
        daemon.umount();
        Path saved = Files.copy(database, daemon.beside("saved.db"));
        daemon.start();
        put("later.cfg", "x");
        assertEquals("", mended());

        // when
        Files.copy(saved, database, StandardCopyOption.REPLACE_EXISTING);
        Until.holds("noticed", () -> !mended().isEmpty());
        put("last.cfg", "y");

        // then
        assertTrue(mended().contains("was replaced or overwritten"), mended());
        Path kept = Path.of(mended().replaceAll(".* is kept as ([^;]+);.*", "$1"));
        assertEquals(-1, Files.mismatch(saved, kept));
        assertEquals("x", get("later.cfg"));
        assertCalmAfterARestart();
        assertEquals("x", get("later.cfg"));
        assertEquals("y", get("last.cfg"));
    }

    @Test
    void shouldHealAContentThatHasGoneBadOnTheDisk() throws Exception {
        // given
        daemon.umount();
        FileTime time = Files.getLastModifiedTime(database);
        String bytes = Files.readString(database, StandardCharsets.ISO_8859_1);
        try (RandomAccessFile file = new RandomAccessFile(database.toFile(), "rw")) {
            file.seek(bytes.indexOf("dir: local"));
            file.write('D');
        }
        Files.setLastModifiedTime(database, time);

        // when
        daemon.start();

        // then
        assertEquals("dir: local\n", get("storage.cfg"));
        assertTrue(mended().contains("had gone bad"), mended());
        assertCalmAfterARestart();
    }

    @Test
    void shouldTakeOverWhatWasDoneInDbEdit() throws Exception {
        // given
        Path script =
                Files.writeString(
                        daemon.beside("script"), "DELETE FROM tree WHERE name = 'storage.cfg';");
        CommandRun refused = daemon.runOnData("db", "edit");
        assertTrue(refused.err().contains("in use by the daemon"), refused::err);
        daemon.umount();

        // when
        Path out = daemon.beside("edit.out");
        Process edit =
                new ProcessBuilder(
                                Daemon.launcher().toString(),
                                "db",
                                "edit",
                                "--data-dir",
                                daemon.data().toString())
                        .redirectInput(script.toFile())
                        .redirectOutput(out.toFile())
                        .start();
        assertEquals(0, edit.waitFor());

        // then
        String told = Files.readString(out);
        assertTrue(told.contains("0 changed, 0 came, 1 went; taken over as entries"), told);
        daemon.start();
        assertFalse(Files.exists(daemon.mount("storage.cfg")));
    }

    // --- helpers --------------------------------------------------------------------------------

    private void assertCalmAfterARestart() throws IOException {
        daemon.umount();
        daemon.requireIntact();
        CommandRun started = daemon.tryStart();
        assertEquals("", started.requireSuccess().err());
        assertEquals("", mended());
    }

    private String mended() throws IOException {
        return daemon.status().at("/database/mended").asText();
    }

    private void put(String path, String text) throws IOException {
        Files.writeString(daemon.mount(path.split("/")), text);
    }

    private String get(String path) throws IOException {
        return Files.readString(daemon.mount(path.split("/")));
    }

    private void sqlite3(String statement) {
        CommandRun.of("sqlite3", database.toString(), statement).requireSuccess();
    }
}
