package org.jpmxcfs.fuse.mount.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jpmxcfs.fuse.ops.DirectorySink;

/**
 * A directory that a client has open, with the names that it had when it was last read. They are in
 * the order of their inodes, and an inode tells where to go on: the kernel may have shown the first
 * names from its own memory, and ask for the rest of a listing that was never read through this.
 */
final class OpenDirectory implements DirectorySink {
    private static final int DOTS = 2; // itself and its parent come first
    private static final long NOT_READ = -1;

    /** A name in the listing. */
    record Entry(String name, long inode, int mode) {}

    final KnownNode node;

    /** Whether the kernel keeps what it reads through this. */
    final boolean isKept;

    private final List<Entry> entries = new ArrayList<>();
    private long readFrom = NOT_READ;

    OpenDirectory(KnownNode node, boolean isKept) {
        this.node = node;
        this.isKept = isKept;
    }

    /** Whether the names have to be read to go on at an offset. */
    boolean isReadNeeded(long offset) {
        return offset == 0 || readFrom == NOT_READ;
    }

    /** The names are about to be read. */
    void begin(long offset) {
        readFrom = offset;
        entries.clear();
    }

    @Override
    public void add(String name, long inode, int mode) {
        entries.add(new Entry(name, inode, mode));
    }

    /** The names have been read. */
    void end() {
        if (entries.size() > DOTS) {
            entries.subList(DOTS, entries.size()).sort(Comparator.comparingLong(Entry::inode));
        }
    }

    int count() {
        return entries.size();
    }

    Entry entry(int i) {
        return entries.get(i);
    }

    /** What the kernel gives to go on behind an entry. */
    long offsetBehind(int i) {
        return i < DOTS ? i + 1 : entries.get(i).inode + 1;
    }

    /** The first entry to show at an offset. */
    int indexAt(long offset) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (offsetBehind(middle) > offset) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
