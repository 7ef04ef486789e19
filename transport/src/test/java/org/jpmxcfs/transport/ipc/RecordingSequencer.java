package org.jpmxcfs.transport.ipc;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.transport.Sequencer;

/** Remembers what was submitted; has quorum when told so. */
public final class RecordingSequencer implements Sequencer {
    private final List<Mutation> submitted = new CopyOnWriteArrayList<>();
    private volatile boolean quorate = true;

    /** What was accepted, in order. */
    public List<Mutation> submitted() {
        return submitted;
    }

    /** Gives or takes the quorum. */
    public void setQuorate(boolean quorate) {
        this.quorate = quorate;
    }

    @Override
    public Outcome submit(Mutation mutation) {
        if (!quorate) {
            return Outcome.refused(Refusal.NO_QUORUM);
        }
        submitted.add(mutation);
        return Outcome.done();
    }

    @Override
    public Outcome sync() {
        return Outcome.done();
    }

    @Override
    public boolean isQuorate() {
        return quorate;
    }

    @Override
    public boolean isWaiting() {
        return false;
    }

    @Override
    public int nodeId() {
        return 0;
    }

    @Override
    public void close() {
        // Nothing runs.
    }
}
