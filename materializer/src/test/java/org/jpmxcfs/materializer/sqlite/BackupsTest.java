package org.jpmxcfs.materializer.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jpmxcfs.materializer.sqlite.StoreException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T15:04:05Z");

    @TempDir Path directory;

    @Test
    void shouldExportADatabaseInUseAsPmxcfsWouldHaveIt() throws IOException {
        // given
        Path backup = directory.resolve("backup 100%?#.db");
        RecordedDatabase.copyTo(file());
        try (SqliteStore store = SqliteStore.open(file())) {
            store.follow(new UUID(1, 1));

            // when
            Backups.exportTo(file(), backup);
        }

        // then
        assertEquals("tree", Sqlite3Tool.run(backup, "select name from sqlite_master"));
        assertEquals("ok", Sqlite3Tool.run(backup, "pragma integrity_check"));
        assertEquals("99", Sqlite3Tool.run(backup, "select count(*) from tree"));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)));
        assertEquals(List.of(), DatabaseCheck.check(backup));
        assertEquals(RecordedDatabase.shown(), shownOf(backup));
    }

    @Test
    void shouldImportABackupAndKeepWhatWasThere() throws IOException {
        // given
        Path backup = directory.resolve("backup.db");
        RecordedDatabase.copyTo(backup);
        byte[] before = Files.readAllBytes(backup);
        try (SqliteStore store = SqliteStore.open(file())) {
            store.follow(new UUID(1, 1));
        }

        // when
        Optional<Path> kept = Backups.importFrom(backup, file(), false, NOW);

        // then
        assertEquals(Optional.of(directory.resolve("config.db.2026-11-22T150405Z")), kept);
        assertTrue(Files.exists(kept.get()));
        assertEquals(RecordedDatabase.shown(), shownOf(file()));
        assertEquals(-1, Arrays.mismatch(before, Files.readAllBytes(backup)));
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(3, files.count());
        }
    }

    @Test
    void shouldNotImportADamagedBackup() throws IOException {
        // given
        Path backup = directory.resolve("backup.db");
        RecordedDatabase.copyTo(backup);
        Files.write(backup, Arrays.copyOf(Files.readAllBytes(backup), 400_000));
        SqliteStore.open(file()).close();
        byte[] before = Files.readAllBytes(file());

        // when
        StoreException refusal =
                assertThrows(
                        StoreException.class, () -> Backups.importFrom(backup, file(), false, NOW));

        // then
        assertEquals(Reason.DAMAGED, refusal.reason());
        assertEquals(-1, Arrays.mismatch(before, Files.readAllBytes(file())));
    }

    @Test
    void shouldImportAnEditedDatabaseOnlyWhenTold() throws IOException {
        // given
        RecordedDatabase.copyTo(file());
        SqliteStore.open(file()).close();
        Sqlite3Tool.run(file(), "update tree set data = 'by hand' where name = 'storage.cfg'");

        // when
        StoreException refusal =
                assertThrows(
                        StoreException.class, () -> Backups.importFrom(file(), file(), false, NOW));
        Backups.importFrom(file(), file(), true, NOW);

        // then
        assertEquals(Reason.DAMAGED, refusal.reason());
        assertTrue(shownOf(file()).get("storage.cfg").startsWith("file 7 "));
    }

    @Test
    void shouldCopyTheWholeDatabaseWithItsState() throws IOException {
        // given
        Path copy = directory.resolve("base.db");
        RecordedDatabase.copyTo(file());
        try (SqliteStore store = SqliteStore.open(file())) {
            store.follow(new UUID(3, 4));

            // when
            Backups.copyWhole(store.file(), copy, store.journalId());
        }

        // then
        try (SqliteStore store = SqliteStore.open(copy)) {
            assertEquals(Optional.of(new UUID(3, 4)), store.journalId());
            assertEquals(
                    RecordedDatabase.shown(), RecordedDatabase.shown(RecordedDatabase.load(store)));
        }
    }

    @Test
    void shouldRefuseToExportOverTheDatabaseItself() throws IOException {
        // given
        SqliteStore.open(file()).close();

        // when
        StoreException refusal =
                assertThrows(StoreException.class, () -> Backups.exportTo(file(), file()));

        // then
        assertTrue(refusal.getMessage().contains("is the database itself"));
        SqliteStore.open(file()).close();
    }

    private static Map<String, String> shownOf(Path database) throws IOException {
        try (SqliteStore store = SqliteStore.open(database)) {
            return RecordedDatabase.shown(RecordedDatabase.load(store));
        }
    }

    private Path file() {
        return directory.resolve("config.db");
    }
}
