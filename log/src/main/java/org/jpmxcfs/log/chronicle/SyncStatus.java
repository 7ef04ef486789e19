package org.jpmxcfs.log.chronicle;

import java.util.Optional;

/**
 * How far the journal is on stable storage, as of one moment.
 *
 * @param syncedIndex index up to which all entries are there
 * @param oldestUnsyncedMillis how long the oldest entry that is not there has waited; 0 for none
 * @param longestWaitMillis the longest that an entry has waited since the start, but for those that
 *     may wait longer
 * @param syncCount syncs since the start
 * @param writtenBytes what the journal has put on the disk since the start, in whole pages:
 *     entries, and the space taken ahead for them
 * @param failure why nothing is accepted any more; empty while all is well
 */
public record SyncStatus(
        long syncedIndex,
        long oldestUnsyncedMillis,
        long longestWaitMillis,
        long syncCount,
        long writtenBytes,
        Optional<String> failure) {}
