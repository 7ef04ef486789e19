package org.jpmxcfs.fuse.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.materializer.history.Past;
import org.jpmxcfs.materializer.history.PathHistory;
import org.jpmxcfs.materializer.history.Progress;
import org.jpmxcfs.materializer.history.Step;
import org.jpmxcfs.materializer.history.StepKind;
import org.jpmxcfs.materializer.history.Walk;
import org.jpmxcfs.materializer.sqlite.Backups;
import org.jpmxcfs.materializer.sqlite.DatabaseCheck;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.transport.raft.node.MarkFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a config.db that somebody else has written while no daemon ran. */
class EditedDatabaseTest {
    private static final String GUEST = "nodes/n1/qemu-server/100.conf";

    @TempDir Path dir;

    private Path database;

    @BeforeEach
    void makeNode() throws Exception {
        database = dir.resolve("config.db");
        try (StoredNode node = open()) {
            put(node, "corosync.conf", "totem {}");
            put(node, "storage.cfg", "dir: local");
            node.makeDirectory("nodes");
            node.makeDirectory("nodes/n1");
            node.makeDirectory("nodes/n1/qemu-server");
            put(node, GUEST, "cores: 2");
        }
    }

    @Test
    void shouldTakeOverAnOlderCopyOfItsOwn() throws Exception {
        // given
        Path copy = Files.copy(database, dir.resolve("saved"));
        long before;
        try (StoredNode node = open()) {
            put(node, "storage.cfg", "dir: other");
            put(node, "later.cfg", "x");
            before = node.journal.lastIndex();
        }

        // when
        Files.copy(copy, database, StandardCopyOption.REPLACE_EXISTING);

        // then
        try (StoredNode node = open()) {
            assertTaken(node, "1 changed, 0 came, 1 went", before);
            assertEquals("dir: local", read(node.materializer.tree(), "storage.cfg"));
            assertNull(node.materializer.tree().find("later.cfg"));
            assertEquals("x", readAt(node, before, "later.cfg"));
            assertEquals("dir: other", readAt(node, before, "storage.cfg"));
        }
        assertCalm();
    }

    @Test
    void shouldTakeOverRowsThatWereChangedInsertedAndRenamed() throws Exception {
        // given
        long before = lastIndex();

        // when
        sql("UPDATE tree SET data = 'dir: edited' WHERE name = 'storage.cfg'");
        sql("INSERT INTO tree VALUES (900, 0, 900, 0, 1000, 8, 'new.cfg', X'6869')");
        sql("UPDATE tree SET name = 'n2' WHERE name = 'n1'");

        // then
        try (StoredNode node = open()) {
            Tree tree = node.materializer.tree();
            assertTaken(node, "2 changed, 1 came, 0 went", before);
            assertEquals("dir: edited", read(tree, "storage.cfg"));
            assertEquals("hi", read(tree, "new.cfg"));
            assertEquals("cores: 2", read(tree, "nodes/n2/qemu-server/100.conf"));
            assertNull(tree.find(GUEST));
            assertEquals("n2", tree.guests().get(100).node());
            assertEquals("dir: local", readAt(node, before, "storage.cfg"));
            assertNotNull(nodeAt(node, before, GUEST));
            node.create("afterwards");
        }
        assertCalm();
        assertEquals(List.of(), DatabaseCheck.check(database));
    }

    @Test
    void shouldTakeOverWhatWasDeletedAndNameWhatIsNotReachableAnyMore() throws Exception {
        // given
        long before = lastIndex();

        // when
        sql("DELETE FROM tree WHERE name IN ('corosync.conf', 'qemu-server')");

        // then
        try (StoredNode node = open()) {
            Tree tree = node.materializer.tree();
            assertTaken(node, "0 changed, 0 came, 3 went", before);
            assertNull(tree.find("corosync.conf"));
            assertNull(tree.find(GUEST));
            assertEquals(0, tree.guests().list().size());
            assertTrue(
                    node.repairs.stream()
                            .anyMatch(r -> r.contains("100.conf") && r.contains("left out")),
                    node.repairs.toString());
            assertEquals("totem {}", readAt(node, before, "corosync.conf"));
        }
        assertCalm();
    }

    @Test
    void shouldTakeOverWhatPmxcfsDidOnIt() throws Exception {
        // given
        long before = lastIndex();

        // when: as pmxcfs writes, row by row, with the root's version
        sql("REPLACE INTO tree VALUES (40, 0, 40, 0, 2000, 8, 'jobs.cfg', X'6a')");
        sql("UPDATE tree SET version = 41, mtime = 2001, data = X'78' WHERE name = '100.conf'");
        sql("UPDATE tree SET version = 41, mtime = 2001 WHERE inode = 0");

        // then
        try (StoredNode node = open()) {
            Tree tree = node.materializer.tree();
            assertTaken(node, "1 changed, 1 came, 0 went", before);
            assertEquals("x", read(tree, GUEST));
            assertEquals(41, tree.find(GUEST).version());
            assertEquals(2001, tree.find(GUEST).mtime());
            assertEquals(42, tree.version());
        }
        assertCalm();
    }

    @Test
    void shouldTakeOverABackupThatWasPutInItsPlace() throws Exception {
        // given
        Path backup = dir.resolve("backup.db");
        Backups.exportTo(database, backup);
        long before;
        try (StoredNode node = open()) {
            put(node, "storage.cfg", "dir: other");
            before = node.journal.lastIndex();
        }

        // when
        Files.move(backup, database, StandardCopyOption.REPLACE_EXISTING);

        // then
        try (StoredNode node = open()) {
            assertTaken(node, "1 changed, 0 came, 0 went", before);
            assertEquals("dir: local", read(node.materializer.tree(), "storage.cfg"));
        }
        assertCalm();
    }

    @Test
    void shouldLeaveOutWhatNoFileCanHold() throws Exception {
        // when
        sql("UPDATE tree SET data = zeroblob(1048577) WHERE name = 'storage.cfg'");

        // then
        try (StoredNode node = open()) {
            assertNull(node.materializer.tree().find("storage.cfg"));
            assertTrue(node.repairs.toString().contains("more than a file may have: left out"));
        }
        assertCalm();
    }

    @Test
    void shouldAskWhereTheJournalIsAheadOfAnEditedDatabase() throws Exception {
        // given: killed with changes that the database lacks, then edited
        Path killed = dir.resolve("killed");
        try (StoredNode node = open()) {
            node.materializer.flush();
            Files.createDirectories(killed);
            Files.copy(database, dir.resolve("flushed"));
            Files.copy(dir.resolve("config.db-wal"), dir.resolve("flushed-wal"));
            put(node, "newer.cfg", "x");
            node.copyTo(killed);
        }
        database = killed.resolve("config.db");
        Files.copy(dir.resolve("flushed"), database, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(
                dir.resolve("flushed-wal"),
                killed.resolve("config.db-wal"),
                StandardCopyOption.REPLACE_EXISTING);
        sql("UPDATE tree SET data = 'edited' WHERE name = 'storage.cfg'");

        // when
        IOException refusal = assertThrows(IOException.class, () -> StoredNode.open(killed));

        // then
        String text = refusal.getMessage();
        assertTrue(text.contains("the journal holds 3 changes that it lacks"), text);
        assertTrue(text.contains("db import --accept-edits --data-dir " + killed), text);
        assertTrue(text.contains("mv " + database), text);
    }

    @Test
    void shouldAskWhereASingleBitDiffersInAFileThatSomebodyHasWrittenTo() throws Exception {
        // when
        flipOneBitOf("dir: local");

        // then
        IOException refusal = assertThrows(IOException.class, this::open);
        assertTrue(refusal.getMessage().contains("a single bit differs"), refusal.getMessage());
    }

    @Test
    void shouldRebuildWhereASingleBitDiffersAfterACrash() throws Exception {
        // given
        Files.delete(dir.resolve(".written"));

        // when
        flipOneBitOf("dir: local");

        // then
        try (StoredNode node = open()) {
            assertEquals("dir: local", read(node.materializer.tree(), "storage.cfg"));
            assertTrue(node.repairs.get(0).contains("one bit"), node.repairs.toString());
        }
        assertCalm();
    }

    @Test
    void shouldTakeAnEditOnlyOnceWhenItDiesBeforeTheFileIsPutAside() throws Exception {
        // given
        Path imprint = dir.resolve(".written");
        Path saved = Files.copy(imprint, dir.resolve("imprint"));
        sql("UPDATE tree SET data = 'edited' WHERE name = 'storage.cfg'");
        Path edited = Files.copy(database, dir.resolve("edited"));
        long last;
        try (StoredNode node = open()) {
            last = node.journal.lastIndex();
        }

        // when
        Files.copy(edited, database, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(saved, imprint, StandardCopyOption.REPLACE_EXISTING);

        // then
        try (StoredNode node = open()) {
            assertEquals(last, node.journal.lastIndex());
            assertEquals("edited", read(node.materializer.tree(), "storage.cfg"));
            assertTrue(node.repairs.toString().contains("no row differs"));
        }
        assertCalm();
    }

    @Test
    void shouldNotTakeEditsOverOnAMemberOfACluster() throws Exception {
        // given
        long last = lastIndex();
        List<Member> members = List.of(new Member(1, "n1", "127.0.0.1", 7000, true));
        MarkFile marks = MarkFile.found(dir.resolve("mark.json"), new Mark(last, 0, members));
        sql("UPDATE tree SET data = 'edited' WHERE name = 'storage.cfg'");
        List<String> repairs = new ArrayList<>();

        // when
        Recovery.Opened opened =
                new Recovery(
                                new DataDirectory(dir),
                                StoredNode.SETTINGS,
                                "boot-1",
                                InstantSource.system(),
                                repairs::add)
                        .open(Optional.of(marks));

        // then
        try (var journal = opened.journal();
                var materializer = opened.materializer()) {
            assertEquals("dir: local", read(materializer.tree(), "storage.cfg"));
            assertEquals(last, journal.lastIndex());
        }
        assertEquals(1, repairs.size());
        assertTrue(repairs.get(0).contains("member of a cluster"), repairs.get(0));
        assertTrue(repairs.get(0).contains("kept as"), repairs.get(0));
    }

    @Test
    void shouldLeaveACopyOfTheSameAlone() throws Exception {
        // given
        Path copy = Files.copy(database, dir.resolve("copy"));

        // when
        Files.move(copy, database, StandardCopyOption.REPLACE_EXISTING);

        // then
        assertCalm();
    }

    // --- helpers --------------------------------------------------------------------------------

    private void assertTaken(StoredNode node, String counts, long before) throws IOException {
        String told = node.repairs.get(0);
        assertTrue(told.contains("was changed by another program: " + counts), told);
        assertTrue(told.contains("'jpmxcfs restore . --at=" + before + "'"), told);
        try (Stream<Path> files = Files.list(dir)) {
            assertTrue(files.anyMatch(f -> told.endsWith("kept as " + f + ".")), told);
        }
        List<Step> steps = history(node);
        Step last = steps.get(steps.size() - 1);
        assertEquals(StepKind.TAKEOVER, last.kind());
        assertEquals(1, steps.stream().filter(s -> s.index() > before).count());
        assertEquals(node.journal.lastIndex(), last.index());
    }

    /** The next start has nothing to tell, and the same tree. */
    private void assertCalm() throws IOException {
        String digest;
        try (StoredNode node = open()) {
            assertEquals(List.of(), node.repairs);
            digest = node.digest();
        }
        try (StoredNode node = open()) {
            assertEquals(List.of(), node.repairs);
            assertEquals(digest, node.digest());
        }
    }

    private StoredNode open() throws IOException {
        return StoredNode.open(dir);
    }

    private long lastIndex() throws IOException {
        try (StoredNode node = open()) {
            return node.journal.lastIndex();
        }
    }

    private static void put(StoredNode node, String path, String text) {
        Location at = Location.of(path);
        if (node.materializer.tree().find(at) == null) {
            node.create(path);
        }
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        node.submit(new Mutation.Truncate(at, 0));
        node.submit(new Mutation.Write(at, 0, bytes));
    }

    private static String read(Tree tree, String path) {
        byte[] bytes = tree.content(tree.find(path).inode()).toBytes();
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private String readAt(StoredNode node, long index, String path) throws IOException {
        try (Past past = past(node);
                Walk walk = past.at(index, Progress.NONE)) {
            return read(walk.tree(), path);
        }
    }

    private Attributes nodeAt(StoredNode node, long index, String path) throws IOException {
        try (Past past = past(node);
                Walk walk = past.at(index, Progress.NONE)) {
            return walk.tree().find(path);
        }
    }

    private List<Step> history(StoredNode node) throws IOException {
        try (Past past = past(node)) {
            return new PathHistory(past, "").read(Progress.NONE).steps();
        }
    }

    private Past past(StoredNode node) throws IOException {
        return Past.open(node.journal, node.journal.id(), dir.resolve("base.db"));
    }

    private void sql(String statement) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement run = connection.createStatement()) {
            run.execute(statement);
        }
    }

    private void flipOneBitOf(String text) throws IOException {
        String bytes = Files.readString(database, StandardCharsets.ISO_8859_1);
        try (RandomAccessFile file = new RandomAccessFile(database.toFile(), "rw")) {
            file.seek(bytes.indexOf(text));
            file.write(text.charAt(0) ^ 1);
        }
    }
}
