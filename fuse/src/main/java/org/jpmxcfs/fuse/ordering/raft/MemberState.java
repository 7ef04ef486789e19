package org.jpmxcfs.fuse.ordering.raft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jpmxcfs.fuse.ordering.TreeState;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.transport.raft.node.ReplicatedState;

/**
 * The state of a member: the tree, with a base that its journal begins with, watched by those who
 * compare it with the states of others.
 */
final class MemberState implements ReplicatedState {
    /** Told by the thread that applies, or by the one that installs. Must not wait. */
    interface Watcher {
        /** An entry is applied. */
        void applied(Entry entry);

        /** A snapshot has taken the place of the state. */
        void replaced();
    }

    private final TreeState state;
    private final Path base;
    private final Watcher watcher;
    private volatile boolean forgotten;

    /** {@code state}, with what its journal begins with in the file {@code base}. */
    MemberState(TreeState state, Path base, Watcher watcher) {
        this.state = state;
        this.base = base;
        this.watcher = watcher;
    }

    /**
     * From here on the state counts for nothing, until a snapshot takes its place; it is still
     * there to be read.
     */
    void forget() {
        forgotten = true;
    }

    @Override
    public Outcome apply(Entry entry) {
        Outcome outcome = state.apply(entry);
        watcher.applied(entry);
        return outcome;
    }

    @Override
    public long appliedIndex() {
        return forgotten ? 0 : state.appliedIndex();
    }

    @Override
    public Mutation decide(Mutation request) {
        return state.decide(request);
    }

    @Override
    public void leading() {
        state.leading();
    }

    @Override
    public long copyTo(Path file) throws IOException {
        return state.copyTo(file);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Without a base, as after a crash in between, the next start makes one.
     */
    @Override
    public void install(Path file, long index) throws IOException {
        state.install(file, index);
        forgotten = false;
        watcher.replaced();
        Files.deleteIfExists(base);
        state.copyTo(base);
    }
}
