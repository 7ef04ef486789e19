package org.jpmxcfs.materializer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.materializer.sqlite.DatabaseCheck;
import org.jpmxcfs.materializer.sqlite.Replacement;
import org.jpmxcfs.materializer.sqlite.SqliteStore;
import org.jpmxcfs.materializer.sqlite.Standing;
import org.jpmxcfs.materializer.sqlite.StoreException;
import org.jpmxcfs.materializer.sqlite.StoreException.Reason;
import org.jpmxcfs.materializer.sqlite.StoredLog;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.LockTable;
import org.jpmxcfs.materializer.tree.StateDigest;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.views.LogLine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot of another node put in the place of a state that is being served. */
class InstallTest {
    private static final long NEW_INDEX = 1500;

    /** Stores only when asked to, and keeps no stored content in memory. */
    private static final MaterializerConfig NO_CACHE =
            new MaterializerConfig(60_000, 128 << 20, 1, 0, 0);

    @TempDir Path directory;
    private RecordingJournal journal;
    private Workbench old;
    private Path snapshot;
    private String newDigest;

    @BeforeEach
    void makeBoth() throws IOException {
        journal = new RecordingJournal(1);
        old = new Workbench(database(), journal, NO_CACHE);
        old.write("shared", "old".getBytes());
        old.write("storage.cfg", "old".getBytes());
        for (int i = 0; i < 50; i++) {
            old.write("old-" + i, ("old-" + i).repeat(100).getBytes());
        }
        snapshot = directory.resolve("incoming.snapshot");
        try (Workbench other = other()) {
            RandomMutations mutations = new RandomMutations(7);
            other.write("shared", "new".getBytes());
            other.apply(new Mutation.MakeDirectory(Location.of("priv")));
            other.apply(new Mutation.MakeDirectory(Location.of("priv/lock")));
            other.apply(new Mutation.MakeDirectory(Location.of("priv/lock/held")));
            while (other.journal.lastIndex() < NEW_INDEX) {
                other.apply(mutations.next());
            }
            assertEquals(NEW_INDEX, other.materializer.copyTo(snapshot));
            newDigest = digest(other.materializer.tree());
        }
    }

    @AfterEach
    void close() throws IOException {
        old.close();
    }

    @Test
    void shouldServeTheStateOfTheSnapshotAndGoOnFromThere() throws IOException {
        // when
        old.materializer.install(snapshot, NEW_INDEX);

        // then
        assertEquals(newDigest, digest(old.materializer.tree()));
        assertEquals(NEW_INDEX, old.materializer.appliedIndex());
        assertEquals(NEW_INDEX, old.materializer.flushedIndex());
        assertEquals(0, old.materializer.status().lagMillis());

        // and when entries follow, and the node starts anew
        String later = applyLater();
        old.close();
        old = new Workbench(database(), journal, NO_CACHE);

        // then
        assertEquals(later, digest(old.materializer.tree()));
        assertEquals(Optional.of(Workbench.JOURNAL_ID), old.store.journalId());
        assertEquals(List.of(), DatabaseCheck.check(database()));
    }

    @Test
    void shouldTellTheIndexOfACopyAndKeepItPrivate() throws IOException {
        // given
        Path copy = directory.resolve("copy");

        // when
        long index = old.materializer.copyTo(copy);

        // then
        assertEquals(journal.lastIndex(), index);
        assertEquals(index, Standing.of(copy).orElseThrow().appliedIndex());
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
    }

    @Test
    void shouldLetGoOfChangesThatWereNotStored() throws IOException {
        // given a change in memory only
        old.write("unstored", new byte[100]);

        // when
        old.materializer.install(snapshot, NEW_INDEX);
        old.materializer.flush();

        // then
        assertEquals(newDigest, digest(old.materializer.tree()));
        assertEquals(0, old.materializer.status().pendingBytes());
        assertEquals(NEW_INDEX, old.materializer.flushedIndex());
    }

    @Test
    void shouldMoveEveryCounterThatClientsCompare() throws IOException {
        // given
        Tree before = old.materializer.tree();
        long guests = before.guests().version();

        // when
        old.materializer.install(snapshot, NEW_INDEX);

        // then
        Tree after = old.materializer.tree();
        before.watchedFiles()
                .counts()
                .forEach(
                        (path, count) ->
                                assertEquals(count + 1, after.watchedFiles().counts().get(path)));
        assertTrue(after.watchedFiles().version() > before.watchedFiles().version());
        assertTrue(after.guests().version() > guests);
        after.guests().list().forEach(guest -> assertTrue(guest.version() > guests));
    }

    @Test
    void shouldGiveEveryLockItsFullTimeAnew() throws IOException {
        // when
        old.materializer.install(snapshot, NEW_INDEX);

        // then
        LockTable locks = old.materializer.locks();
        Attributes held = old.materializer.tree().find("priv/lock/held");
        assertTrue(locks.size() > 0);
        assertTrue(held == null || locks.expired(held).isEmpty());
    }

    @Test
    void shouldLetReadersOfTheOldTreeFinish() throws IOException {
        // given contents that only the database has
        old.materializer.flush();
        Tree before = old.materializer.tree();

        // when
        old.materializer.install(snapshot, NEW_INDEX);
        old.materializer.install(snapshot, NEW_INDEX);

        // then
        for (int i = 0; i < 50; i++) {
            byte[] expected = ("old-" + i).repeat(100).getBytes();
            assertArrayEquals(expected, content(before, "old-" + i));
        }
        assertArrayEquals("old".getBytes(), content(before, "shared"));
    }

    @Test
    void shouldNeverFailAReaderWhileSnapshotsArePutInPlace() throws Exception {
        // given
        Path oldSnapshot = directory.resolve("old.snapshot");
        long oldIndex = old.materializer.copyTo(oldSnapshot);
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService readers = Executors.newFixedThreadPool(2);
        List<Future<Long>> reads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            reads.add(readers.submit(() -> readUntil(stop)));
        }

        // when
        try {
            for (int i = 0; i < 3; i++) {
                old.materializer.install(snapshot, NEW_INDEX);
                old.materializer.install(oldSnapshot, oldIndex);
            }
        } finally {
            stop.set(true);
            readers.shutdown();
        }

        // then
        for (Future<Long> read : reads) {
            assertTrue(read.get(30, TimeUnit.SECONDS) > 0);
        }
    }

    @Test
    void shouldLetAnotherProgramFollowTheClusterLog() throws IOException {
        // given
        old.apply(new Mutation.LogMessage(6, 1, "n1", "root", "t", "before"));
        old.materializer.flush();

        // when
        try (StoredLog log = StoredLog.open(database())) {
            assertEquals(List.of("before"), log.newest(1).stream().map(LogLine::text).toList());
            old.materializer.install(snapshot, NEW_INDEX);

            // then
            assertEquals(old.materializer.tree().clusterLog().newest(1), log.newest(1));
        }
    }

    @Test
    void shouldRefuseAnythingButTheSnapshotThatWasPromised() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "no database");
        Path flipped = flip(snapshot, directory.resolve("flipped"));
        Path cut = directory.resolve("cut");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(snapshot), 20_000));

        shouldRefuse(Reason.DAMAGED, directory.resolve("missing"), NEW_INDEX);
        shouldRefuse(Reason.DAMAGED, text, NEW_INDEX);
        shouldRefuse(Reason.DAMAGED, flipped, NEW_INDEX);
        shouldRefuse(Reason.DAMAGED, cut, NEW_INDEX);
        shouldRefuse(Reason.MISMATCH, snapshot, NEW_INDEX + 1);
    }

    @Test
    void shouldGoOnAsBeforeWhenTheSwapIsUndone() throws IOException {
        // given a replacement that is in place, and not kept
        Tree tree = old.materializer.tree();
        old.materializer.flush();
        String before = digest(tree);

        // when
        try (Replacement replacement = prepare()) {
            SqliteStore next = replacement.putInPlaceOf(old.store);
            assertEquals(NEW_INDEX, next.appliedIndex());
        }

        // then
        assertEquals(before, digest(tree));
        old.write("later", new byte[10]);
        old.materializer.flush();
        assertEquals(journal.lastIndex(), Standing.of(database()).orElseThrow().appliedIndex());
        requireNoLeftovers(directory);
    }

    @Test
    void shouldBeOneStateOrTheOtherWheneverTheProcessDies() throws IOException {
        // given
        long oldIndex = journal.lastIndex();
        String oldDigest = digest(old.materializer.tree());
        old.close();
        SqliteStore store = SqliteStore.open(database());

        // when it dies after each step
        Path prepared = directory.resolve("1");
        Path linked = directory.resolve("2");
        Path inPlace = directory.resolve("3");
        Path kept = directory.resolve("4");
        try (Replacement replacement = prepare()) {
            copyDatabase(prepared);
            SqliteStore next = replacement.putInPlaceOf(store);
            copyDatabase(inPlace);
            replacement.keep();
            next.close();
        }
        copyDatabase(kept);
        copyDatabase(linked);
        Files.copy(inPlace.resolve("config.db.before"), linked.resolve("config.db.before"));
        Files.copy(snapshot, linked.resolve("config.db.incoming"));
        Files.copy(
                inPlace.resolve("config.db.before"),
                linked.resolve("config.db"),
                StandardCopyOption.REPLACE_EXISTING);

        // then
        shouldOpenAs(oldIndex, oldDigest, prepared);
        shouldOpenAs(oldIndex, oldDigest, linked);
        shouldOpenAs(NEW_INDEX, newDigest, inPlace);
        shouldOpenAs(NEW_INDEX, newDigest, kept);
        store.letGo();
        old = new Workbench(directory.resolve("unused.db"), new RecordingJournal(1), NO_CACHE);
    }

    private void shouldRefuse(Reason reason, Path file, long index) throws IOException {
        String before = digest(old.materializer.tree());

        StoreException refusal =
                assertThrows(StoreException.class, () -> old.materializer.install(file, index));

        assertEquals(reason, refusal.reason(), refusal.getMessage());
        assertEquals(before, digest(old.materializer.tree()));
        old.write("after-" + file.getFileName() + index, new byte[10]);
        old.materializer.flush();
        assertEquals(journal.lastIndex(), old.materializer.flushedIndex());
        requireNoLeftovers(directory);
    }

    private void shouldOpenAs(long index, String digest, Path dataDir) throws IOException {
        Path file = dataDir.resolve("config.db");
        RecordingJournal next = new RecordingJournal(index + 1);
        try (Workbench bench = new Workbench(file, next, NO_CACHE)) {
            assertEquals(index, bench.materializer.appliedIndex(), dataDir::toString);
            assertEquals(digest, digest(bench.materializer.tree()), dataDir::toString);
        }
        assertEquals(List.of(), DatabaseCheck.check(file));
        requireNoLeftovers(dataDir);
    }

    private long readUntil(AtomicBoolean stop) {
        long count = 0;
        while (!stop.get()) {
            Tree tree = old.materializer.tree();
            boolean isOld = tree.find("old-0") != null;
            assertArrayEquals((isOld ? "old" : "new").getBytes(), content(tree, "shared"));
            for (int i = 0; isOld && i < 50; i++) {
                assertArrayEquals(("old-" + i).repeat(100).getBytes(), content(tree, "old-" + i));
                count++;
            }
        }
        return count;
    }

    private String applyLater() throws IOException {
        RecordingJournal next = new RecordingJournal(NEW_INDEX + 1);
        for (long index = NEW_INDEX + 1; index < NEW_INDEX + 20; index++) {
            Entry entry =
                    new Entry(index, 4, 1, 0, index, new Mutation.Create(Location.of("f" + index)));
            next.append(entry);
            old.materializer.apply(entry);
        }
        journal = next;
        return digest(old.materializer.tree());
    }

    private Replacement prepare() throws IOException {
        return Replacement.prepare(snapshot, database(), Workbench.JOURNAL_ID, NEW_INDEX);
    }

    /** Another node, whose journal has an id of its own. */
    private Workbench other() throws IOException {
        Path dataDir = Files.createDirectory(directory.resolve("other"));
        return new Workbench(
                dataDir.resolve("config.db"),
                new RecordingJournal(1),
                new UUID(4, 4),
                Workbench.ON_DEMAND);
    }

    private Path database() {
        return directory.resolve("config.db");
    }

    private void copyDatabase(Path target) throws IOException {
        Files.createDirectory(target);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith("config.db") && !name.endsWith("-shm")) {
                    Files.copy(file, target.resolve(name));
                }
            }
        }
    }

    private static void requireNoLeftovers(Path dataDir) {
        assertFalse(Files.exists(dataDir.resolve("config.db.incoming")));
        assertFalse(Files.exists(dataDir.resolve("config.db.before")));
    }

    /** A copy in which one bit of a content is another. */
    private static Path flip(Path file, Path target) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        byte[] content = "new".getBytes();
        for (int i = bytes.length - content.length; i > 0; i--) {
            if (Arrays.equals(bytes, i, i + 3, content, 0, 3)) {
                bytes[i] ^= 1;
                return Files.write(target, bytes);
            }
        }
        throw new AssertionError("the content is not in the file");
    }

    private static byte[] content(Tree tree, String path) {
        return tree.content(tree.find(path).inode()).toBytes();
    }

    private static String digest(Tree tree) {
        return HexFormat.of().formatHex(StateDigest.of(tree));
    }
}
