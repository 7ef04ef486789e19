package org.jpmxcfs.materializer;

import java.util.Optional;

/**
 * How the database keeps up with the journal, as of one moment.
 *
 * @param appliedIndex index of the last entry that readers see; 0 for none
 * @param flushedIndex index of the last entry that the database holds; never above the applied one
 * @param pendingBytes bytes that wait to be written
 * @param lagMillis age of the oldest change that is not in the database; 0 when all are
 * @param flushCount transactions committed since the start
 * @param failureCount transactions that failed since the start
 * @param flushNanosTotal time that the committed ones took together
 * @param flushNanosMax time that the slowest one took
 * @param isWhole whether {@code config.db} alone holds all that readers see
 * @param writtenBytes what was written to the database and the log beside it since the start
 * @param lastError why the last attempt failed; empty once one has succeeded again
 */
public record FlushStatus(
        long appliedIndex,
        long flushedIndex,
        long pendingBytes,
        long lagMillis,
        long flushCount,
        long failureCount,
        long flushNanosTotal,
        long flushNanosMax,
        boolean isWhole,
        long writtenBytes,
        Optional<String> lastError) {}
