package org.jpmxcfs.fuse.ordering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jpmxcfs.log.InMemoryJournal;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.materializer.Materializer;
import org.jpmxcfs.materializer.MaterializerConfig;
import org.jpmxcfs.materializer.sqlite.SqliteStore;
import org.jpmxcfs.materializer.tree.LockChecksum;
import org.jpmxcfs.materializer.tree.LockTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a leader makes of requests, and what every node makes of the result. */
class TreeStateTest {
    private static final Location LOCK = Location.of("priv/lock/a");
    private static final Mutation UNLOCK_REQUEST = new Mutation.SetMtime(LOCK, 0);

    @TempDir Path directory;
    private final AtomicLong nanos = new AtomicLong();
    private final InMemoryJournal journal = new InMemoryJournal(1);
    private Materializer materializer;
    private TreeState state;

    @BeforeEach
    void takeLock() throws IOException {
        materializer =
                Materializer.open(
                        SqliteStore.open(directory.resolve("config.db")),
                        journal,
                        new UUID(1, 1),
                        0,
                        MaterializerConfig.forCluster(),
                        nanos::get);
        state = new TreeState(materializer);
        apply(1, new Mutation.MakeDirectory(Location.of("priv")));
        apply(1, new Mutation.MakeDirectory(Location.of("priv/lock")));
        apply(1, new Mutation.MakeDirectory(LOCK));
    }

    @AfterEach
    void close() throws IOException {
        materializer.close();
    }

    @Test
    void shouldMakeAnUnlockOfARequestForALockThatHasExpired() {
        // given
        nanos.set(LockTable.LIFETIME_NANOS + 1);

        // when
        Mutation decided = state.decide(UNLOCK_REQUEST);

        // then
        Mutation.Unlock unlock = assertInstanceOf(Mutation.Unlock.class, decided);
        assertEquals(LOCK, unlock.at());
        assertArrayEquals(LockChecksum.of(materializer.tree().find(LOCK)), unlock.checksum());
        assertTrue(apply(2, decided).isDone());
        assertNull(materializer.tree().find(LOCK));
    }

    @Test
    void shouldOrderByPathsHoweverTheCallerHasAddressedAFile() {
        // given
        long lock = materializer.tree().find(LOCK).inode();
        long parent = materializer.tree().find("priv/lock").inode();
        Location below = new Location(parent, "b");
        Location gone = Location.of(999);
        byte[] bytes = {1};

        // when, then
        assertEquals(
                new Mutation.Delete(LOCK), state.decide(new Mutation.Delete(Location.of(lock))));
        Location b = Location.of("priv/lock/b");
        assertEquals(new Mutation.Create(b), state.decide(new Mutation.Create(below)));
        assertEquals(
                new Mutation.MakeDirectory(b), state.decide(new Mutation.MakeDirectory(below)));
        assertEquals(
                new Mutation.Write(b, 3, bytes), state.decide(new Mutation.Write(below, 3, bytes)));
        assertEquals(new Mutation.Truncate(b, 3), state.decide(new Mutation.Truncate(below, 3)));
        assertEquals(new Mutation.SetMtime(b, 3), state.decide(new Mutation.SetMtime(below, 3)));
        assertEquals(
                new Mutation.Rename(LOCK, b),
                state.decide(new Mutation.Rename(Location.of(lock), below)));
        assertEquals(new Mutation.Delete(gone), state.decide(new Mutation.Delete(gone)));
        Mutation byPath = new Mutation.Create(b);
        assertSame(byPath, state.decide(byPath));
    }

    @Test
    void shouldMakeAnUnlockOfARequestThatNamesTheInode() {
        // given
        nanos.set(LockTable.LIFETIME_NANOS + 1);
        long lock = materializer.tree().find(LOCK).inode();

        // when
        Mutation decided = state.decide(new Mutation.SetMtime(Location.of(lock), 0));

        // then
        assertEquals(LOCK, assertInstanceOf(Mutation.Unlock.class, decided).at());
    }

    @Test
    void shouldOrderARequestForAFreshLockAsItIsAndRefuseItEverywhere() {
        // given
        nanos.set(LockTable.LIFETIME_NANOS);

        // when
        Mutation decided = state.decide(UNLOCK_REQUEST);

        // then
        assertSame(UNLOCK_REQUEST, decided);
        assertEquals(Outcome.refused(Refusal.FORBIDDEN), apply(1, decided));
        assertEquals(Outcome.refused(Refusal.FORBIDDEN), apply(2, decided));
    }

    @Test
    void shouldLetOnlyTheNodeThatHoldsALockRenewIt() {
        // given
        Mutation renewal = new Mutation.SetMtime(LOCK, 5000);

        // when, then
        assertSame(renewal, state.decide(renewal));
        assertEquals(Outcome.refused(Refusal.FORBIDDEN), apply(2, renewal));
        nanos.set(LockTable.LIFETIME_NANOS);
        assertTrue(apply(1, renewal).isDone());

        // and it holds for another 120 s
        nanos.set(2 * LockTable.LIFETIME_NANOS);
        assertSame(UNLOCK_REQUEST, state.decide(UNLOCK_REQUEST));
        nanos.set(2 * LockTable.LIFETIME_NANOS + 1);
        assertInstanceOf(Mutation.Unlock.class, state.decide(UNLOCK_REQUEST));
    }

    @Test
    void shouldGiveEveryLockItsFullTimeWhenThisNodeBeginsToLead() {
        // given
        nanos.set(LockTable.LIFETIME_NANOS + 1);

        // when
        state.leading();

        // then
        assertSame(UNLOCK_REQUEST, state.decide(UNLOCK_REQUEST));
    }

    @Test
    void shouldLeaveEveryOtherRequestAsItIs() {
        // given
        nanos.set(LockTable.LIFETIME_NANOS + 1);

        // when, then
        for (Mutation request :
                List.of(
                        new Mutation.SetMtime(Location.of("priv/lock"), 0),
                        new Mutation.SetMtime(Location.of("nothing"), 0),
                        new Mutation.SetMtime(LOCK, 1),
                        new Mutation.Delete(LOCK))) {
            assertSame(request, state.decide(request));
        }
    }

    @Test
    void shouldHandAStateToAnotherNode() throws IOException {
        // given
        Path copy = directory.resolve("copy");
        long index = state.copyTo(copy);
        apply(1, new Mutation.Delete(LOCK));

        // when
        state.install(copy, index);

        // then
        assertEquals(index, state.appliedIndex());
        assertEquals(1, materializer.locks().size());
    }

    private Outcome apply(int origin, Mutation mutation) {
        long index = materializer.appliedIndex() + 1;
        Entry entry = new Entry(index, 1, origin, index, 1_000_000, mutation);
        journal.append(entry);
        return state.apply(entry);
    }
}
