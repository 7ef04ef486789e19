package org.jpmxcfs.log.chronicle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalException.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the first failure of the storage: from then on nothing may be acknowledged, since what
 * the kernel could not write it may have forgotten. Safe for use by several threads.
 */
final class Failure {
    private static final Logger LOG = LoggerFactory.getLogger(ChronicleJournal.class);

    private final Path directory;
    private volatile String sentence;

    Failure(Path directory) {
        this.directory = directory;
    }

    /** Throws {@code FAILED} once a failure was noted. */
    void check() throws JournalException {
        String failed = sentence;
        if (failed != null) {
            throw new JournalException(Reason.FAILED, failed);
        }
    }

    boolean isNoted() {
        return sentence != null;
    }

    /** The failure that was noted. */
    Optional<String> sentence() {
        return Optional.ofNullable(sentence);
    }

    /** Notes a failure for good; gives the exception to throw. */
    JournalException note(String doing, Throwable cause) {
        String reason = cause instanceof IOException e ? Reasons.of(e) : cause.toString();
        synchronized (this) {
            if (sentence == null) {
                sentence =
                        "the journal "
                                + directory
                                + " failed while "
                                + doing
                                + ": "
                                + reason
                                + "; nothing more is accepted, check the disk and restart";
                LOG.error(sentence, cause);
            }
        }
        return new JournalException(Reason.FAILED, sentence, cause);
    }

    /** The exception for a full disk, which is not remembered. */
    JournalException full(IOException cause) {
        return new JournalException(
                Reason.FULL,
                "no space for the journal in " + directory + "; free some, it then goes on",
                cause);
    }
}
