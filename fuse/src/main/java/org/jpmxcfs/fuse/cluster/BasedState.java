package org.jpmxcfs.fuse.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.transport.cluster.ReplicatedState;

/**
 * A state whose journal begins with a base, kept beside it for replay and history. A snapshot takes
 * the place of both.
 */
final class BasedState implements ReplicatedState {
    private final TreeState state;
    private final Path base;

    /** {@code state}, with the state that its journal begins with in the file {@code base}. */
    BasedState(TreeState state, Path base) {
        this.state = state;
        this.base = base;
    }

    @Override
    public Outcome apply(Entry entry) {
        return state.apply(entry);
    }

    @Override
    public long appliedIndex() {
        return state.appliedIndex();
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
        Files.deleteIfExists(base);
        state.copyTo(base);
    }
}
