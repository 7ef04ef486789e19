package org.jpmxcfs.transport.raft.node;

import java.io.IOException;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.ReplicatedJournal;
import org.jpmxcfs.transport.raft.core.Identity;
import org.jpmxcfs.transport.raft.core.Replica;
import org.jpmxcfs.transport.raft.core.Source;

/** Makes replicas from what is stored: at the start, and after something could not be stored. */
final class Revival {
    private static final long MICROS_PER_MILLI = 1000;

    private final ClusterConfig config;
    private final ReplicatedJournal journal;
    private final ReplicatedState state;
    private final MarkFile marks;
    private final Surroundings surroundings;

    Revival(
            ClusterConfig config,
            ReplicatedJournal journal,
            ReplicatedState state,
            MarkFile marks,
            Surroundings surroundings) {
        this.config = config;
        this.journal = journal;
        this.state = state;
        this.marks = marks;
        this.surroundings = surroundings;
    }

    /** Whether a cause may pass by itself, as a full disk does. */
    static boolean isPassing(IOException cause) {
        return isFull(cause) || !(cause instanceof JournalException);
    }

    /** Whether there is no space. */
    static boolean isFull(IOException cause) {
        return cause instanceof JournalException trouble
                && trouble.reason() == JournalException.Reason.FULL;
    }

    /** Throws what {@link #replica} would throw for want of space, before it does any work. */
    void tryToWrite() throws IOException {
        journal.saveCommitted(journal.committedIndex());
    }

    /**
     * A new replica. It takes all that it finds for durable, so that all is synced first.
     *
     * @throws IOException when what is stored does not fit together, or cannot be written
     */
    Replica replica(Source source) throws IOException {
        Start.settle(journal, marks, state.appliedIndex());
        journal.sync(journal.lastIndex());
        long micros = surroundings.clockMillis().getAsLong() * MICROS_PER_MILLI;
        Identity identity =
                new Identity(
                        config.self(),
                        surroundings.random().nextLong() | 1,
                        marks.reserveRequestIds(micros));
        return new Replica(
                identity,
                config.settings(),
                Start.recovery(journal, marks, state.appliedIndex()),
                source,
                state,
                surroundings.random(),
                surroundings.nanoClock().getAsLong());
    }
}
