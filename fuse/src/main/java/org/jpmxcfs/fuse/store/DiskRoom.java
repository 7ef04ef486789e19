package org.jpmxcfs.fuse.store;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The space on the disk of a file.
 *
 * @param totalBytes size of the file system
 * @param freeBytes what this process may still take of it
 */
record DiskRoom(long totalBytes, long freeBytes) {
    /** Left free for the database, its copies and others. */
    private static final long RESERVE_BYTES_MAX = 512L << 20;

    private static final int RESERVE_PART = 10;

    /** The space as it is now. */
    static DiskRoom of(Path file) throws IOException {
        FileStore store = Files.getFileStore(file);
        return new DiskRoom(store.getTotalSpace(), store.getUsableSpace());
    }

    /**
     * How much a journal may take so that a tenth of the disk, or half a GiB, stays free.
     *
     * @param journalBytes what it takes now
     */
    long forJournal(long journalBytes) {
        long reserve = Math.min(RESERVE_BYTES_MAX, totalBytes / RESERVE_PART);
        return Math.max(0, journalBytes + freeBytes - reserve);
    }
}
