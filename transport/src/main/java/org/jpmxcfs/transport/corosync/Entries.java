package org.jpmxcfs.transport.corosync;

import java.io.UncheckedIOException;
import org.jpmxcfs.log.Journal;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.transport.StateMachine;

/**
 * Puts what the group settles into this node's own journal, and from there into its tree. The index
 * of an entry means something on this node alone. One thread at a time.
 */
final class Entries {
    private static final long TERM = 0;

    // The others number their messages anew with each start, so that none can be told by its
    // number.
    private static final long NEVER_RETRIED = 0;

    private final Journal journal;
    private final StateMachine machine;

    Entries(Journal journal, StateMachine machine) {
        this.journal = journal;
        this.machine = machine;
    }

    /**
     * Appends an entry and applies it.
     *
     * @param writer id of the node that asked for it
     * @param seconds its clock, since 1970, unsigned 32 bit
     * @throws UncheckedIOException when it cannot be kept
     */
    Outcome add(int writer, int seconds, Mutation mutation) {
        long timeMillis = Integer.toUnsignedLong(seconds) * 1000;
        long index = journal.lastIndex() + 1;
        Entry entry = new Entry(index, TERM, writer, NEVER_RETRIED, timeMillis, mutation);
        try {
            journal.append(entry);
        } catch (JournalException e) {
            throw new UncheckedIOException(e);
        }
        return machine.apply(entry);
    }
}
