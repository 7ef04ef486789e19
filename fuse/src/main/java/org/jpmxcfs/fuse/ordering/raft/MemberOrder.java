package org.jpmxcfs.fuse.ordering.raft;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.transport.Sequencer;
import org.jpmxcfs.transport.raft.node.ClusterSequencer;
import org.jpmxcfs.transport.raft.node.LinkListener;
import org.jpmxcfs.transport.raft.wire.Message;

/**
 * The order as the rest of the node knows it, whichever sequencer serves it: another one takes over
 * when the node begins anew. A node whose state is wrong takes no changes.
 */
final class MemberOrder implements Sequencer, LinkListener {
    /** Why a node with a wrong state takes no changes. */
    static final String DIVERGENT =
            "the state differs from that of the majority; waiting for that of another node";

    private final BooleanSupplier isDivergent;
    private volatile ClusterSequencer sequencer;
    private volatile Runnable quorumListener = () -> {};

    MemberOrder(ClusterSequencer first, BooleanSupplier isDivergent) {
        this.sequencer = first;
        this.isDivergent = isDivergent;
    }

    /** The sequencer that serves now. */
    ClusterSequencer sequencer() {
        return sequencer;
    }

    /** Another sequencer serves from here on. */
    void replace(ClusterSequencer next) {
        next.onQuorumChange(quorumListener);
        sequencer = next;
        quorumListener.run();
    }

    /** The state was found to be wrong, or is right again. */
    void judged() {
        quorumListener.run();
    }

    @Override
    public Outcome submit(Mutation mutation) {
        return isDivergent.getAsBoolean()
                ? Outcome.refused(Refusal.NO_QUORUM)
                : sequencer.submit(mutation);
    }

    @Override
    public Outcome sync() {
        return sequencer.sync();
    }

    @Override
    public boolean isQuorate() {
        return !isDivergent.getAsBoolean() && sequencer.isQuorate();
    }

    @Override
    public void onQuorumChange(Runnable listener) {
        quorumListener = listener;
        sequencer.onQuorumChange(listener);
    }

    @Override
    public Optional<String> trouble() {
        return isDivergent.getAsBoolean() ? Optional.of(DIVERGENT) : sequencer.trouble();
    }

    @Override
    public boolean isWaiting() {
        return sequencer.isWaiting();
    }

    @Override
    public int nodeId() {
        return sequencer.nodeId();
    }

    @Override
    public void close() {
        sequencer.close();
    }

    @Override
    public void received(int from, Message message) {
        sequencer.received(from, message);
    }

    @Override
    public void published(int from, String key, byte[] value) {
        sequencer.published(from, key, value);
    }

    @Override
    public void restarted(int member) {
        sequencer.restarted(member);
    }

    @Override
    public void changed(int member, boolean isUp) {
        sequencer.changed(member, isUp);
    }
}
