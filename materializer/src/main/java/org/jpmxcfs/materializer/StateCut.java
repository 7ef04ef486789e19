package org.jpmxcfs.materializer;

import java.io.IOException;
import org.jpmxcfs.materializer.sqlite.PinnedContents;
import org.jpmxcfs.materializer.tree.StateDigest;

/**
 * The state as of one entry, kept while entries go on being applied, for a digest by which nodes
 * are compared. Unlike the rolling checksum, which covers the history, it finds what memory or
 * database have lost. Contents that were in memory stay there; all others are read as the database
 * held them at the time, by a transaction that lasts until this is closed, so it must be closed
 * soon. One thread at a time.
 */
public final class StateCut implements AutoCloseable {
    private final StateDigest.Cut entries;
    private final PinnedContents contents;

    StateCut(StateDigest.Cut entries, PinnedContents contents) {
        this.entries = entries;
        this.contents = contents;
    }

    /** Index of the entry. */
    public long index() {
        return entries.index();
    }

    /**
     * The digest of the state, {@link StateDigest}. Takes about a second for 128 MiB.
     *
     * @throws java.io.UncheckedIOException when a content cannot be read, or is damaged
     * @throws IllegalStateException when a content has not the size that the tree knows
     */
    public byte[] digest() {
        return entries.digest(contents);
    }

    @Override
    public void close() throws IOException {
        contents.close();
    }
}
