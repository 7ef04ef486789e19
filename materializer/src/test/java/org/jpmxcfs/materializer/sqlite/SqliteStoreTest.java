package org.jpmxcfs.materializer.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.materializer.sqlite.StoreException.Reason;
import org.jpmxcfs.materializer.tree.Changes;
import org.jpmxcfs.materializer.tree.Tree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {
    @TempDir Path directory;

    private long index;

    @Test
    void shouldLoadTheRecordedDatabaseExactly() throws IOException {
        // given
        RecordedDatabase.copyTo(file());

        // when
        try (SqliteStore store = SqliteStore.open(file())) {
            Tree tree = RecordedDatabase.load(store);

            // then
            assertEquals(RecordedDatabase.shown(), RecordedDatabase.shown(tree));
            assertEquals(341, tree.version());
            assertEquals(0, store.appliedIndex());
            assertEquals(Optional.empty(), store.journalId());
        }
        assertEquals(List.of(), DatabaseCheck.check(file()));
    }

    @Test
    void shouldWriteColumnsAsPmxcfsDoes() throws IOException {
        // given
        try (SqliteStore store = SqliteStore.open(file())) {
            Tree tree = RecordedDatabase.load(store);
            apply(tree, new Mutation.MakeDirectory(Location.of("priv")));
            apply(tree, new Mutation.Create(Location.of("priv/new")));
            apply(tree, new Mutation.Create(Location.of("full")));
            apply(tree, new Mutation.Write(Location.of("full"), 0, new byte[] {'a', 'b'}));

            // when
            flush(store, tree);
        }

        // then
        String rows =
                Sqlite3Tool.run(
                        file(),
                        "select inode, parent, version, writer, mtime, type, name, typeof(name),"
                                + " typeof(data), cast(data as text) from tree order by inode");
        assertEquals(
                """
                0|0|5|4294967295|4|8|__version__|text|null|
                2|0|2|4294967295|1|4|priv|text|blob|
                3|2|3|4294967295|2|8|new|text|null|
                4|0|5|4294967295|4|8|full|text|blob|ab""",
                rows);
        assertEquals("ok", Sqlite3Tool.run(file(), "pragma integrity_check"));
        assertEquals("wal", Sqlite3Tool.run(file(), "pragma journal_mode"));
    }

    @Test
    void shouldKeepNamesThatAreNoUtf8() throws IOException {
        // given
        String name = "\u00ff\u0080\u00c3";
        try (SqliteStore store = SqliteStore.open(file())) {
            Tree tree = RecordedDatabase.load(store);
            apply(tree, new Mutation.Create(Location.of(name)));
            flush(store, tree);
        }

        // when
        try (SqliteStore store = SqliteStore.open(file())) {
            Tree tree = RecordedDatabase.load(store);

            // then
            assertEquals(2, tree.find(name).inode());
        }
        assertEquals(
                "FF80C3|text",
                Sqlite3Tool.run(file(), "select hex(name), typeof(name) from tree where inode=2"));
    }

    @Test
    void shouldKeepTheContentWhenOnlyTheNameChanges() throws IOException {
        // given
        try (SqliteStore store = SqliteStore.open(file())) {
            Tree tree = RecordedDatabase.load(store);
            apply(tree, new Mutation.Create(Location.of("a")));
            apply(tree, new Mutation.Write(Location.of("a"), 0, new byte[] {1, 2, 3}));
            flush(store, tree);
            apply(tree, new Mutation.Rename(Location.of("a"), Location.of("b")));

            // when
            flush(store, tree);

            // then
            assertArrayEquals(new byte[] {1, 2, 3}, store.read(tree.find("b").inode()));
        }
        assertEquals(List.of(), DatabaseCheck.check(file()));
    }

    @Test
    void shouldMakeAPrivateFile() throws IOException {
        // when
        SqliteStore.open(file()).close();

        // then
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        assertFalse(Files.exists(directory.resolve("config.db-wal")));
        assertFalse(Files.exists(directory.resolve("config.db.new")));
    }

    @Test
    void shouldRefuseReadsAfterItWasClosed() throws IOException {
        // given
        SqliteStore store = SqliteStore.open(file());
        store.read(5);
        store.close();

        // when
        store.close();

        // then
        assertThrows(UncheckedIOException.class, () -> store.read(5));
    }

    @Test
    void shouldLetAnotherProcessReadWhileItIsOpen() throws IOException {
        // given
        try (SqliteStore store = SqliteStore.open(file())) {
            Tree tree = RecordedDatabase.load(store);
            apply(tree, new Mutation.Create(Location.of("f")));
            flush(store, tree);

            // when
            String rows = Sqlite3Tool.run(file(), "begin immediate; select count(*) from tree");

            // then
            assertEquals("2", rows);
        }
    }

    @Test
    void shouldSayThatAnotherProcessHoldsItLocked() throws Exception {
        // given
        SqliteStore.open(file()).close();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");

            // when
            StoreException refusal =
                    assertThrows(StoreException.class, () -> SqliteStore.open(file()));

            // then
            assertEquals(Reason.BUSY, refusal.reason());
        }
    }

    @Test
    void shouldRememberItsJournal() throws IOException {
        // given
        UUID id = new UUID(1, 2);
        try (SqliteStore store = SqliteStore.open(file())) {
            store.follow(id);
        }

        // when
        try (SqliteStore store = SqliteStore.open(file())) {
            // then
            assertEquals(Optional.of(id), store.journalId());
        }
    }

    @Test
    void shouldRefuseWhatAnotherProgramChangedUntilItIsImported() throws IOException {
        // given
        SqliteStore.open(file()).close();
        Sqlite3Tool.run(file(), "update tree set version = 9 where inode = 0");

        // when
        StoreException refusal = assertThrows(StoreException.class, () -> SqliteStore.open(file()));

        // then
        assertEquals(Reason.CHANGED, refusal.reason());
        assertTrue(refusal.getMessage().contains("jpmxcfs db import"), refusal.getMessage());

        // and when
        Backups.importFrom(file(), file(), false, Instant.EPOCH);

        // then
        try (SqliteStore store = SqliteStore.open(file())) {
            assertEquals(9, store.treeVersion());
        }
    }

    @Test
    void shouldRefuseANewerFormat() throws IOException {
        // given
        SqliteStore.open(file()).close();
        Sqlite3Tool.run(file(), "update jpmxcfs_state set format = 2");

        // when
        StoreException refusal = assertThrows(StoreException.class, () -> SqliteStore.open(file()));

        // then
        assertEquals(Reason.NEWER, refusal.reason());
    }

    @Test
    void shouldRefuseTheDatabaseOfAnotherProgram() throws IOException {
        // given
        Sqlite3Tool.run(file(), "create table customers (id integer)");

        // when
        StoreException refusal = assertThrows(StoreException.class, () -> SqliteStore.open(file()));

        // then
        assertEquals(Reason.FOREIGN, refusal.reason());
    }

    @Test
    void shouldNameTheDirectoryThatIsMissing() {
        // when
        StoreException refusal =
                assertThrows(
                        StoreException.class,
                        () -> SqliteStore.open(directory.resolve("none/config.db")));

        // then
        assertTrue(refusal.getMessage().contains(directory.resolve("none") + " does not exist"));
    }

    private void flush(SqliteStore store, Tree tree) throws StoreException {
        Changes changes = tree.drainChanges();
        store.flush(changes);
        tree.flushed(changes);
    }

    private void apply(Tree tree, Mutation mutation) {
        index++;
        assertTrue(tree.apply(new Entry(index, 0, -1, 0, index * 1000, mutation)).isDone());
    }

    private Path file() {
        return directory.resolve("config.db");
    }
}
