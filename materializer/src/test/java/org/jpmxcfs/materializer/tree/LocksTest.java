package org.jpmxcfs.materializer.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Optional;
import org.jpmxcfs.log.model.Refusal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Locks: who may renew and when one may be taken away. SPEC "Locks", recorded cases lock-*. */
class LocksTest {
    private static final String LOCK = "priv/lock/a";
    private static final long LIFETIME = LockTable.LIFETIME_NANOS;

    private final TreeDriver t = new TreeDriver();

    @BeforeEach
    void takeLock() {
        t.mkdirs("priv/lock");
        t.at(1000).mkdir(LOCK);
    }

    private Optional<byte[]> expired() {
        return t.locks.expired(t.tree.find(LOCK));
    }

    @Test
    void shouldRenewForTheHolderOnlyAndNeverBackInTime() {
        // when, then
        assertNull(t.utime(LOCK, 1000));
        assertNull(t.utime(LOCK, 1001));
        assertEquals(Refusal.FORBIDDEN, t.utime(LOCK, 1000));
        assertEquals(Refusal.FORBIDDEN, t.utime(LOCK, 0));
        assertEquals(Refusal.FORBIDDEN, t.as(2).utime(LOCK, 2000));
        assertEquals(1001, t.tree.find(LOCK).mtime());
    }

    @Test
    void shouldExpireOnlyAfterMoreThan120SecondsInOneState() {
        // when, then
        t.nanos.set(LIFETIME);
        assertFalse(expired().isPresent());
        t.nanos.set(LIFETIME + 1);
        assertTrue(expired().isPresent());
    }

    @Test
    void shouldStartAnewWithEachRenewal() {
        // given
        t.nanos.set(LIFETIME / 2);
        t.utime(LOCK, 1000);

        // when, then
        t.nanos.set(LIFETIME + 1);
        assertFalse(expired().isPresent());
        t.nanos.set(LIFETIME / 2 + LIFETIME + 1);
        assertTrue(expired().isPresent());
    }

    @Test
    void shouldStartAnewWhenReset() {
        // given
        t.nanos.set(LIFETIME + 1);

        // when
        t.locks.reset();

        // then
        assertFalse(expired().isPresent());
    }

    @Test
    void shouldUnlockOnlyTheStateThatTheChecksumNames() {
        // given
        t.nanos.set(LIFETIME + 1);
        byte[] checksum = expired().orElseThrow();

        // when, then: renewed meanwhile
        t.utime(LOCK, 1000);
        assertEquals(Refusal.FORBIDDEN, t.unlock(LOCK, checksum));
        assertNotNull(t.tree.find(LOCK));

        // when, then: unchanged
        byte[] current = LockChecksum.of(t.tree.find(LOCK));
        assertNull(t.as(2).unlock(LOCK, current));
        assertNull(t.tree.find(LOCK));
        assertEquals(0, t.locks.size());
        assertEquals(2, t.tree.get(0).writer());
    }

    @Test
    void shouldNotUnlockALockThatHoldsEntries() {
        // given
        t.mkdir(LOCK + "/b");

        // when
        Refusal refusal = t.unlock(LOCK, LockChecksum.of(t.tree.find(LOCK)));

        // then
        assertEquals(Refusal.NOT_EMPTY, refusal);
    }

    @Test
    void shouldTakeOnlyDirectoriesRightBelowForLocks() {
        // when
        t.write("priv/lock/f", "x");
        t.mkdirs("lock/a", "priv/locks/a", "nodes/n1/priv/lock/a", "priv/lock/a/b");

        // then
        assertEquals(1, t.locks.size());
        assertNull(t.utime("priv/lock/f", 0));
        assertNull(t.utime("lock/a", 0));
        assertNull(t.utime("priv/locks/a", 0));
        assertNull(t.utime("nodes/n1/priv/lock/a", 0));
        assertNull(t.utime("priv/lock/a/b", 0));
        assertNull(t.rename("priv/lock/f", "priv/lock/g"));
    }

    @Test
    void shouldTakeARenamedDirectoryForALockAndForgetTheOneItReplaces() {
        // given
        t.mkdir("d");

        // when
        t.nanos.set(5);
        t.rename("d", LOCK);

        // then
        assertEquals(1, t.locks.size());
        t.nanos.set(LIFETIME + 5);
        assertFalse(expired().isPresent());
    }

    @Test
    void shouldGiveLoadedLocksTheirFullTime() {
        // given
        t.flush();
        LockTable locks = new LockTable(t.nanos::get);
        t.nanos.set(LIFETIME * 3);

        // when
        TreeLoader loader = new TreeLoader();
        for (String path : new String[] {"priv", "priv/lock", LOCK}) {
            loader.row(t.tree.find(path));
        }
        Tree loaded = loader.load(t.store, locks, 0);

        // then
        t.nanos.addAndGet(LIFETIME);
        assertFalse(locks.expired(loaded.find(LOCK)).isPresent());
        t.nanos.addAndGet(1);
        assertTrue(locks.expired(loaded.find(LOCK)).isPresent());
    }

    @Test
    void shouldComputeTheChecksumOfPmxcfs() {
        // given: computed apart from this code, with Python's struct and hashlib
        Attributes lock =
                new Attributes(
                        242, 3, 242, 7, 0xF000_0001L, EntryType.DIRECTORY, "a\u00c3\u00a4", 0);

        // when
        String checksum = HexFormat.of().formatHex(LockChecksum.of(lock));

        // then
        assertEquals("ea2da06cff3a35062c9e0472a2775cae5152fe6f1ceb0afbc82eff987b5f4f91", checksum);
    }
}
