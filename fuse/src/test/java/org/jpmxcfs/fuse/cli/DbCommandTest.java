package org.jpmxcfs.fuse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jpmxcfs.fuse.store.DataDirLock;
import org.jpmxcfs.fuse.store.DataDirectory;
import org.jpmxcfs.fuse.store.StoredNode;
import org.jpmxcfs.materializer.sqlite.SqliteStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DbCommandTest {
    @TempDir Path dir;

    @BeforeEach
    void makeDatabase() throws Exception {
        SqliteStore.open(dir.resolve("config.db")).close();
    }

    @Test
    void shouldExportAPrivateFileThatChecksAsIntact() throws Exception {
        // given
        Path backup = dir.resolve("backup/config.db");
        Files.createDirectory(backup.getParent());

        // when
        CommandRun export = db("export", backup.toString());
        CommandRun check = CommandRun.of("db", "check", "--data-dir", dir + "/backup");

        // then
        assertEquals(0, export.status(), export.err());
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)));
        assertEquals(new CommandRun(0, backup + ": intact\n", ""), check);
    }

    @Test
    void shouldKeepTheOldStateUnderDatedNamesWhenImporting() throws Exception {
        // given
        Path backup = dir.resolve("backup.db");
        db("export", backup.toString());
        Files.createDirectory(dir.resolve("journal"));
        Files.createFile(dir.resolve("base.db"));

        // when
        CommandRun run = db("import", backup.toString());

        // then
        assertEquals(0, run.status(), run.err());
        assertFalse(Files.exists(dir.resolve("journal")));
        assertEquals(1, countOf("journal."));
        assertEquals(1, countOf("base.db."));
        assertEquals(1, countOf("config.db."));
        assertEquals(0, db("check").status());
    }

    @Test
    void shouldRefuseToImportUnderARunningDaemon() throws Exception {
        // given
        Path backup = dir.resolve("backup.db");
        db("export", backup.toString());
        DataDirLock daemon = DataDirLock.take(new DataDirectory(dir));

        // when
        CommandRun run = db("import", backup.toString());
        daemon.close();

        // then
        assertEquals(1, run.status());
        assertTrue(run.err().contains("in use by"), run.err());
        assertEquals(0, countOf("config.db."));
    }

    @Test
    void shouldLeaveTheStateAloneWhenTheBackupIsNoDatabase() throws Exception {
        // given
        Path garbage = Files.writeString(dir.resolve("garbage"), "not a database");
        Files.createDirectory(dir.resolve("journal"));

        // when
        CommandRun run = db("import", garbage.toString());

        // then
        assertEquals(1, run.status());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(Files.exists(dir.resolve("journal")));
        assertEquals(0, db("check").status());
    }

    @Test
    void shouldEndWithOneWhenTheDatabaseIsDamaged() throws Exception {
        // given
        Path database = dir.resolve("config.db");
        byte[] bytes = Files.readAllBytes(database);
        Arrays.fill(bytes, 512, 1024, (byte) 0x5a);
        Files.write(database, bytes);

        // when
        CommandRun run = db("check", "--json");

        // then
        JsonNode answer = new ObjectMapper().readTree(run.out());
        assertFalse(answer.get("intact").asBoolean());
        assertTrue(answer.get("findings").size() > 0);
        assertEquals(1, run.status());
    }

    @Test
    void shouldPrintNothingWhenTheClusterLogIsEmpty() {
        // when
        CommandRun run = CommandRun.of("log", "--data-dir", dir.toString());

        // then
        assertEquals(new CommandRun(0, "", ""), run);
    }

    @Test
    void shouldTakeAnEditedFileOverAsOneChangeThatCanBeUndone() throws Exception {
        // given
        Path node = dir.resolve("node");
        makeNode(node);
        Path edited = dir.resolve("edited.db");
        CommandRun.of("db", "export", "--data-dir", node.toString(), edited.toString());
        sql(edited, "UPDATE tree SET name = 'b' WHERE name = 'a'");

        // when
        CommandRun run =
                CommandRun.of(
                        "db",
                        "import",
                        "--accept-edits",
                        "--data-dir",
                        node.toString(),
                        edited.toString());

        // then
        assertEquals(0, run.status(), run.err());
        assertEquals(
                edited
                        + ": 1 changed, 0 came, 0 went; taken over as entries 2 to 5. To undo it:"
                        + " 'jpmxcfs restore . --at=1'.\n",
                run.out());
        assertTrue(history(node, ".").contains("taken from config.db: 1 put, 0 removed"));
        assertTrue(history(node, "a").contains("create"));
        assertEquals(0, CommandRun.of("db", "check", "--data-dir", node.toString()).status());
    }

    @Test
    void shouldTakeItsOwnDatabaseOverWhereAStartCannotTellWhatItIs() throws Exception {
        // given
        Path node = dir.resolve("node");
        makeNode(node);
        Path database = node.resolve("config.db");
        sql(database, "UPDATE tree SET name = 'c' WHERE name = 'a'"); // one bit

        // when
        CommandRun check = CommandRun.of("db", "check", "--data-dir", node.toString());
        CommandRun run =
                CommandRun.of(
                        "db",
                        "import",
                        "--accept-edits",
                        "--data-dir",
                        node.toString(),
                        database.toString());

        // then
        assertTrue(check.out().contains("not as jpmxcfs wrote it last"), check.out());
        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().contains("1 changed, 0 came, 0 went"), run.out());
        assertTrue(history(node, "c").contains("takeover"));
    }

    @Test
    void shouldTakeOverWhatTheEditorDidAndNothingWhenItFailed() throws Exception {
        // given
        Path node = dir.resolve("node");
        makeNode(node);
        Path good = editor("sqlite3 \"$1\" \"DELETE FROM tree WHERE name = 'a'\"");
        Path bad = editor("sqlite3 \"$1\" \"DELETE FROM tree\"; exit 3");

        // when
        CommandRun failed = edit(node, bad);
        CommandRun done = edit(node, good);
        CommandRun missing = edit(node, dir.resolve("none"));

        // then
        assertEquals(1, failed.status());
        assertTrue(failed.err().contains("status 3: nothing was taken over"), failed.err());
        assertEquals(0, done.status(), done.err());
        assertTrue(done.out().contains("0 changed, 0 came, 1 went"), done.out());
        assertEquals(1, missing.status());
        assertTrue(missing.err().contains("apt install sqlite3"), missing.err());
        assertFalse(Files.exists(node.resolve("config.db.editing")));
    }

    private static void makeNode(Path node) throws Exception {
        try (StoredNode stored = StoredNode.open(node)) {
            stored.create("a");
        }
    }

    private static CommandRun edit(Path node, Path editor) {
        return CommandRun.of(
                "db", "edit", "--data-dir", node.toString(), "--editor", editor.toString());
    }

    private Path editor(String script) throws Exception {
        Path file = Files.createTempFile(dir, "editor", "");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private static String history(Path node, String path) {
        return CommandRun.of("history", "--data-dir", node.toString(), path).out();
    }

    private static void sql(Path file, String statement) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement run = connection.createStatement()) {
            run.execute(statement);
        }
    }

    private CommandRun db(String... words) {
        return CommandRun.of(
                Stream.of(Stream.of("db"), Stream.of(words), Stream.of("--data-dir", dir + ""))
                        .flatMap(s -> s)
                        .toArray(String[]::new));
    }

    private long countOf(String prefix) throws Exception {
        try (Stream<Path> files = Files.list(dir)) {
            return files.filter(f -> f.getFileName().toString().startsWith(prefix)).count();
        }
    }
}
