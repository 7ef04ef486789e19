package org.jpmxcfs.materializer;

import java.io.UncheckedIOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the flushes have gone so far. Owned by who holds the lock of the changes. */
final class FlushRecord {
    private static final Logger LOG = LoggerFactory.getLogger(WriteBehind.class);

    private final int retryMillis;
    private long flushCount;
    private long failureCount;
    private long nanosTotal;
    private long nanosMax;
    private String lastError;
    private String broken; // why the tree is not what the journal says; null while it is

    FlushRecord(int retryMillis) {
        this.retryMillis = retryMillis;
    }

    /** Why nothing is stored any more; null while all is well. */
    String broken() {
        return broken;
    }

    /** Whether the last try failed. */
    boolean isFailing() {
        return lastError != null;
    }

    /** A transaction was committed. */
    void committed(long nanos) {
        flushCount++;
        nanosTotal += nanos;
        nanosMax = Math.max(nanosMax, nanos);
    }

    /** All that was due is done. */
    void succeeded(long flushedIndex) {
        if (lastError != null && broken == null) {
            LOG.info("the database is being written again, up to entry {}", flushedIndex);
            lastError = null;
        }
    }

    /** A try failed. */
    void failed(Throwable cause) {
        failureCount++;
        if (lastError == null) {
            LOG.error(
                    "the database cannot be written; changes are safe in the journal and it is"
                            + " tried again every {} ms: {}",
                    retryMillis,
                    cause.getMessage());
        }
        lastError = broken != null ? broken : String.valueOf(cause.getMessage());
    }

    /** An entry cannot be applied. */
    void breakOff(Throwable cause) {
        if (broken == null) {
            Throwable first = cause instanceof UncheckedIOException io ? io.getCause() : cause;
            String why = first.getMessage() == null ? first.toString() : first.getMessage();
            broken = why + "; restart jpmxcfs, which then makes the database anew from the journal";
            lastError = broken;
        }
    }

    /** Another tree and database take the place of those before. */
    void startOver() {
        lastError = null;
        broken = null;
    }

    /** All of it, with what the database knows of itself. */
    FlushStatus status(StoredTree stored, long flushedIndex, long lagMillis) {
        long appliedIndex = stored.tree().appliedIndex();
        return new FlushStatus(
                appliedIndex,
                flushedIndex,
                stored.tree().pendingBytes(),
                lagMillis,
                flushCount,
                failureCount,
                nanosTotal,
                nanosMax,
                flushedIndex == appliedIndex && stored.store().isFolded(),
                stored.store().writtenBytes(),
                Optional.ofNullable(lastError));
    }
}
