package org.jpmxcfs.materializer.tree;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Since when this node has seen each lock in its present state, by its own clock. Not part of the
 * replicated state: it only decides when this node asks for an unlock. The writer tells it of
 * changes; any thread asks. SPEC "Locks".
 */
public final class LockTable {
    /** How long a lock holds without a renewal: 120 seconds. */
    public static final long LIFETIME_NANOS = 120_000_000_000L;

    private final LongSupplier nanoClock;
    private final Map<Long, Sighting> byInode = new ConcurrentHashMap<>();

    private record Sighting(Attributes state, long sinceNanos) {}

    /**
     * A table without locks.
     *
     * @param nanoClock a clock that only moves forward, in nanoseconds, such as {@code
     *     System::nanoTime}
     */
    public LockTable(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /**
     * The checksum to unlock with, if the lock has been in this state for more than 120 s.
     *
     * @param lock the lock directory as it is now
     */
    public Optional<byte[]> expired(Attributes lock) {
        long now = nanoClock.getAsLong();
        Sighting sighting = byInode.get(lock.inode());
        boolean expired =
                sighting != null
                        && sighting.state.equals(lock)
                        && now - sighting.sinceNanos > LIFETIME_NANOS;
        return expired ? Optional.of(LockChecksum.of(lock)) : Optional.empty();
    }

    /** Gives every lock its full time from now on: for a node that begins to decide. */
    public void reset() {
        long now = nanoClock.getAsLong();
        byInode.replaceAll((inode, sighting) -> new Sighting(sighting.state, now));
    }

    /** How many locks there are. */
    public int size() {
        return byInode.size();
    }

    /** A lock was taken, renewed or found at the start. */
    void arm(Attributes lock) {
        byInode.put(lock.inode(), new Sighting(lock, nanoClock.getAsLong()));
    }

    /** A lock is gone. */
    void drop(long inode) {
        byInode.remove(inode);
    }

    /** All locks are gone: a tree is about to be loaded. */
    void clear() {
        byInode.clear();
    }
}
