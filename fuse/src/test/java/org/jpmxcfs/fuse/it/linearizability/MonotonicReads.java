package org.jpmxcfs.fuse.it.linearizability;

import java.util.Optional;

/**
 * What one reader sees of a single writer that puts the numbers 1, 2, 3... into a few files in
 * turn, each when the one before is answered. Whoever has seen a number must from then on see what
 * was written before it, in every file.
 */
public final class MonotonicReads {
    private final int fileCount;
    private long newest; // highest number seen

    /**
     * Begins with nothing seen.
     *
     * @param fileCount number {@code n} is written to file {@code n % fileCount}
     */
    public MonotonicReads(int fileCount) {
        this.fileCount = fileCount;
    }

    /**
     * Takes what a file holds, 0 for nothing yet.
     *
     * @return what is wrong with it; empty where it is new enough
     */
    public Optional<String> saw(int file, long number) {
        long least = newest - Math.floorMod(newest - file, (long) fileCount);
        if (number < least) {
            return Optional.of(
                    "file %d holds %d after %d was seen, so it had held at least %d"
                            .formatted(file, number, newest, least));
        }
        newest = Math.max(newest, number);
        return Optional.empty();
    }

    /** The highest number seen. */
    public long newest() {
        return newest;
    }
}
