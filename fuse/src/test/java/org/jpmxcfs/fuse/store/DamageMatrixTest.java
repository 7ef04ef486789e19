package org.jpmxcfs.fuse.store;

import static org.jpmxcfs.fuse.store.DamagedFiles.cut;
import static org.jpmxcfs.fuse.store.DamagedFiles.entries;
import static org.jpmxcfs.fuse.store.DamagedFiles.flip;
import static org.jpmxcfs.fuse.store.DamagedFiles.makeNewer;
import static org.jpmxcfs.fuse.store.DamagedFiles.newest;
import static org.jpmxcfs.fuse.store.DamagedFiles.segments;
import static org.jpmxcfs.fuse.store.DamagedFiles.swap;
import static org.jpmxcfs.fuse.store.DamagedFiles.zero;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a start does about each kind of damage. */
class DamageMatrixTest {
    @TempDir static Path temp;

    /** Stopped in good order; killed after a flush; killed with 20 entries not flushed. */
    private enum Origin {
        STOPPED,
        FLUSHED,
        BEHIND;

        Path dir() {
            return temp.resolve(name());
        }
    }

    /** What is done to a data directory. */
    @FunctionalInterface
    private interface Harm {
        void to(Path dataDir) throws Exception;
    }

    /** Starts with the whole state, having mended this many things; or refuses with this text. */
    private record Verdict(int repairs, String refusal) {}

    private record Case(String name, Origin origin, String boot, Harm harm, Verdict verdict) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static String digestOfFlushed;
    private static String digestOfBehind;

    @BeforeAll
    static void makeOrigins() throws IOException {
        try (StoredNode node = StoredNode.open(Origin.STOPPED.dir())) {
            node.write("a", 300);
            node.materializer.flush();
            node.journal.sync(node.journal.lastIndex());
            node.copyTo(Origin.FLUSHED.dir());
            digestOfFlushed = node.digest();
            node.write("z", 10);
            node.copyTo(Origin.BEHIND.dir());
            digestOfBehind = node.digest();
        }
        for (String name : List.of("config.db", "config.db-wal")) {
            Files.copy(
                    Origin.FLUSHED.dir().resolve(name),
                    Origin.BEHIND.dir().resolve(name),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        assertTrue(segments(Origin.FLUSHED.dir()).size() > 3, "too few segments");
    }

    static List<Case> journals() {
        return List.of(
                starts("nothing", Origin.BEHIND, 0, dir -> {}),
                starts("flip in an entry that is stored", Origin.FLUSHED, 1, flipEntry(5, 40)),
                starts("flip in a length that is stored", Origin.FLUSHED, 1, flipEntry(5, 5)),
                starts("flip in an entry after a stop", Origin.STOPPED, 1, flipEntry(5, 40)),
                starts(
                        "flip in an old segment that is stored",
                        Origin.BEHIND,
                        0,
                        dir ->
                                flip(
                                        segments(dir).get(1),
                                        entries(segments(dir).get(1)).get(3).at() + 40)),
                refuses("flip in an entry not stored", "journal repair", flipEntry(-3, 40)),
                refuses(
                        "flip in the last entry, perhaps not stored",
                        "journal repair",
                        flipEntry(-1, 40)),
                powerCut("flip behind what was synced", Origin.FLUSHED, flipBehind()),
                starts(
                        "flip in the head of the queue file",
                        Origin.FLUSHED,
                        1,
                        dir -> flip(newest(dir), 9)),
                refuses("zeroed end that was stored", Origin.FLUSHED, "db import", zeroFrom(-8)),
                refuses("cut end that was stored", Origin.FLUSHED, "db import", cutAt(-8)),
                refuses("cut after a stop", Origin.STOPPED, "db import", cutAt(-8)),
                refuses(
                        "newest segment missing",
                        Origin.FLUSHED,
                        "db import",
                        dir -> Files.delete(newest(dir))),
                starts(
                        "middle segment missing, all stored",
                        Origin.FLUSHED,
                        1,
                        dir -> Files.delete(segments(dir).get(1))),
                refuses(
                        "middle segment missing, not all stored",
                        "db import",
                        dir -> Files.delete(segments(dir).get(1))),
                starts(
                        "oldest segment missing",
                        Origin.FLUSHED,
                        1,
                        dir -> Files.delete(segments(dir).get(0))),
                refuses(
                        "foreign file",
                        "move it out",
                        dir -> Files.writeString(dir.resolve("journal/notes.txt"), "hello")),
                refuses("segment of another journal", "another journal", segmentOfAnother()),
                starts(
                        "swapped segments, all stored",
                        Origin.FLUSHED,
                        1,
                        dir -> swap(segments(dir).get(0), segments(dir).get(1))),
                starts(
                        "empty newest file",
                        Origin.FLUSHED,
                        0,
                        dir -> Files.createFile(dir.resolve("journal/20990101-0000.cq4"))),
                starts(
                        "empty middle file, all stored",
                        Origin.FLUSHED,
                        1,
                        dir -> cut(segments(dir).get(1), 0)),
                starts(
                        "wrong permissions",
                        Origin.BEHIND,
                        0,
                        dir ->
                                Files.setPosixFilePermissions(
                                        newest(dir), PosixFilePermissions.fromString("r--r--rw-"))),
                refuses("newer format", "newer version", dir -> makeNewer(newest(dir))),
                refuses("all segments missing", "db import", DamageMatrixTest::deleteSegments),
                starts(
                        "database alone on a new machine",
                        Origin.STOPPED,
                        1,
                        dir -> {
                            deleteJournal(dir);
                            Files.delete(dir.resolve("base.db"));
                        }),
                refuses(
                        "database and base, no journal",
                        Origin.STOPPED,
                        "db import",
                        DamageMatrixTest::deleteJournal),
                starts(
                        "base missing",
                        Origin.BEHIND,
                        1,
                        dir -> Files.delete(dir.resolve("base.db"))));
    }

    static List<Case> databases() {
        return List.of(
                rebuilt("flip in its first bytes", dir -> flip(dir.resolve("config.db"), 3)),
                rebuilt("flip in a page's head", dir -> flip(database(dir), 3 * 512)),
                rebuilt(
                        "wrong checksum of a row",
                        dir -> sql(dir, "UPDATE jpmxcfs_sums SET sum = sum + 4294967296")),
                rebuilt(
                        "row of the root missing",
                        dir -> sql(dir, "DELETE FROM tree WHERE inode = 0")),
                rebuilt(
                        "zeroed second half",
                        dir -> zero(database(dir), Files.size(database(dir)) / 2)),
                rebuilt("cut in half", dir -> cut(database(dir), Files.size(database(dir)) / 2)),
                rebuilt("missing", dir -> Files.delete(database(dir))),
                rebuilt("empty", dir -> cut(database(dir), 0)),
                rebuilt("a text in its place", dir -> Files.writeString(database(dir), "hello")),
                starts("log beside it damaged", Origin.BEHIND, 0, dir -> zero(log(dir), 40)),
                starts("log beside it missing", Origin.BEHIND, 0, dir -> Files.delete(log(dir))),
                refusesStopped(
                        "database of another program",
                        "another program",
                        dir -> {
                            Files.delete(dir.resolve("config.db"));
                            sql(dir, "CREATE TABLE t (a)");
                        }),
                refusesStopped(
                        "newer format",
                        "newer version",
                        dir -> sql(dir, "UPDATE jpmxcfs_state SET format = 99")),
                rebuilt(
                        "version changed by another program, and no row",
                        dir -> sql(dir, "UPDATE tree SET version = version + 1 WHERE inode = 0")),
                rebuilt(
                        "checksum of one row gone",
                        dir ->
                                sql(
                                        dir,
                                        "DELETE FROM jpmxcfs_sums WHERE inode > 90 AND inode < 93")),
                refusesStopped(
                        "of another journal",
                        "belongs to journal",
                        dir ->
                                sql(
                                        dir,
                                        "UPDATE jpmxcfs_state SET journal_id ="
                                                + " '00000000-0000-4000-8000-000000000001'")),
                refusesStopped(
                        "ahead of the journal",
                        "db import",
                        dir -> sql(dir, "UPDATE jpmxcfs_state SET applied_index = 99999")),
                refusesStopped(
                        "damaged, base too",
                        "cannot be rebuilt",
                        dir -> {
                            flip(database(dir), 3);
                            flip(dir.resolve("base.db"), 3);
                        }),
                refusesStopped(
                        "damaged, base missing",
                        "cannot be rebuilt",
                        dir -> {
                            flip(database(dir), 3);
                            Files.delete(dir.resolve("base.db"));
                        }),
                refusesStopped(
                        "damaged, journal too",
                        "cannot be rebuilt",
                        dir -> {
                            flip(database(dir), 3);
                            flipEntry(5, 40).to(dir);
                        }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("journals")
    void shouldJudgeADamagedJournal(Case damage) throws Exception {
        assertVerdict(damage);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("databases")
    void shouldJudgeADamagedDatabase(Case damage) throws Exception {
        assertVerdict(damage);
    }

    private static void assertVerdict(Case damage) throws Exception {
        // given
        Path dir = Files.createTempDirectory(temp, "case");
        copy(damage.origin.dir(), dir);
        damage.harm.to(dir);
        Set<String> before = names(dir);
        // when
        if (damage.verdict.refusal != null) {
            IOException refusal =
                    assertThrows(IOException.class, () -> StoredNode.open(dir, damage.boot));
            // then
            String text = refusal.getMessage();
            assertTrue(text.contains(damage.verdict.refusal), text);
            assertFalse(text.contains("\n"), text);
            assertEquals(before, names(dir), "a refusal changes nothing");
            return;
        }
        String expected = damage.origin == Origin.FLUSHED ? digestOfFlushed : digestOfBehind;
        try (StoredNode node = StoredNode.open(dir, damage.boot)) {
            // then
            assertEquals(expected, node.digest());
            assertEquals(damage.verdict.repairs, node.repairs.size(), node.repairs.toString());
            boolean isAfterPowerCut = !damage.boot.equals("boot-1");
            assertEquals(
                    isAfterPowerCut ? node.repairs : List.of(),
                    node.calm,
                    "what a power failure leaves is no damage");
            node.write("afterwards", 5);
            expected = node.digest();
        }
        try (StoredNode again = StoredNode.open(dir, damage.boot)) {
            assertEquals(expected, again.digest());
            assertEquals(List.of(), again.repairs);
        }
    }

    // --- cases ----------------------------------------------------------------------------------

    private static Case starts(String name, Origin origin, int repairs, Harm harm) {
        return new Case(name, origin, "boot-1", harm, new Verdict(repairs, null));
    }

    private static Case powerCut(String name, Origin origin, Harm harm) {
        return new Case(name, origin, "boot-2", harm, new Verdict(1, null));
    }

    private static Case refuses(String name, String text, Harm harm) {
        return refuses(name, Origin.BEHIND, text, harm);
    }

    private static Case refuses(String name, Origin origin, String text, Harm harm) {
        return new Case(name, origin, "boot-1", harm, new Verdict(0, text));
    }

    private static Case refusesStopped(String name, String text, Harm harm) {
        return refuses(name, Origin.STOPPED, text, harm);
    }

    private static Case rebuilt(String name, Harm harm) {
        return starts(name, Origin.STOPPED, 1, harm);
    }

    /** Flips a bit in an entry of the newest segment that has any, counted from an end. */
    private static Harm flipEntry(int which, int at) {
        return dir -> flip(newestWithEntries(dir), entry(dir, which).at() + at);
    }

    private static Harm zeroFrom(int which) {
        return dir -> zero(newestWithEntries(dir), entry(dir, which).at() - 4);
    }

    private static Harm cutAt(int which) {
        return dir -> cut(newestWithEntries(dir), entry(dir, which).at() - 4);
    }

    /** Half a record behind the end, as unsynced pages may leave it when the power fails. */
    private static Harm flipBehind() {
        return dir -> {
            DamagedFiles.Stored last = entry(dir, -1);
            Path file = newestWithEntries(dir);
            byte[] bytes = Files.readAllBytes(file);
            int end = (last.at() + last.length() + 3) & ~3;
            // The same record once more, with another byte.
            System.arraycopy(bytes, last.at() - 4, bytes, end, last.length() + 4);
            bytes[end + 60] ^= 1;
            Files.write(file, bytes);
        };
    }

    private static DamagedFiles.Stored entry(Path dir, int which) throws IOException {
        List<DamagedFiles.Stored> entries = entries(newestWithEntries(dir));
        return entries.get(which < 0 ? entries.size() + which : which);
    }

    private static Path newestWithEntries(Path dir) throws IOException {
        List<Path> segments = segments(dir);
        int last = segments.size() - 1;
        while (entries(segments.get(last)).size() < 10) {
            last--;
        }
        return segments.get(last);
    }

    private static Harm segmentOfAnother() {
        return dir -> {
            Path other = Files.createTempDirectory(temp, "other");
            try (StoredNode node = StoredNode.open(other)) {
                node.write("other", 3);
            }
            Files.copy(newest(other), dir.resolve("journal/20990101-0000.cq4"));
        };
    }

    private static void deleteSegments(Path dir) throws IOException {
        for (Path segment : segments(dir)) {
            Files.delete(segment);
        }
    }

    private static void deleteJournal(Path dir) throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("journal"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(dir.resolve("journal"));
    }

    private static Path database(Path dir) {
        return dir.resolve("config.db");
    }

    private static Path log(Path dir) {
        return dir.resolve("config.db-wal");
    }

    private static void sql(Path dir, String statement) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database(dir));
                Statement run = connection.createStatement()) {
            run.execute(statement);
        }
    }

    /** Files of a data directory, but for locks and what SQLite keeps beside a database. */
    private static Set<String> names(Path dir) throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            return files.map(f -> dir.relativize(f).toString())
                    .filter(name -> !name.matches("config\\.db-(shm|wal)|journal/(lock|\\..*)"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }
}
