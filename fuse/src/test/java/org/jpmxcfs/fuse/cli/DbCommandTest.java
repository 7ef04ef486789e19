package org.jpmxcfs.fuse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jpmxcfs.fuse.store.DataDirLock;
import org.jpmxcfs.fuse.store.DataDirectory;
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
