package org.jpmxcfs.fuse.ordering;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jpmxcfs.fuse.virtual.MembersFile.Membership;
import org.jpmxcfs.log.Journal;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.transport.Durability;
import org.jpmxcfs.transport.Sequencer;
import org.jpmxcfs.transport.broadcast.StatusEntries;
import org.jpmxcfs.transport.local.LocalSequencer;

/** The order of a node without a cluster. */
public final class SingleNode implements Ordering {
    private final Journal journal;
    private final Membership membership;
    private final LocalSequencer sequencer;

    /** Orders what is submitted on the node with this name. */
    public SingleNode(String nodeName, Journal journal, TreeState state, Durability durability) {
        this.journal = journal;
        this.membership = Membership.single(nodeName);
        this.sequencer =
                new LocalSequencer(
                        journal, state, durability, System::currentTimeMillis, state::decide);
    }

    @Override
    public Sequencer sequencer() {
        return sequencer;
    }

    @Override
    public void begin(StatusEntries entries) {
        // It takes changes from the first moment, and there is nobody to tell of the entries.
    }

    @Override
    public void awaitQuorum() {
        // It is always there.
    }

    @Override
    public Membership membership() {
        return membership;
    }

    @Override
    public long term() {
        return 0;
    }

    @Override
    public void dropBefore(long index) throws JournalException {
        journal.dropBefore(index);
    }

    @Override
    public boolean command(String line) {
        return false;
    }

    @Override
    public void putInto(ObjectNode status) {
        status.put("mode", "local");
    }

    @Override
    public void close() {
        sequencer.close();
    }
}
