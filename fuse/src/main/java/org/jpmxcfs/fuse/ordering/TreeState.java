package org.jpmxcfs.fuse.ordering;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.materializer.Materializer;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.transport.raft.node.ReplicatedState;

/** The tree of this node as what the order is for, on one node alone as in a cluster. */
public final class TreeState implements ReplicatedState {
    private final Materializer materializer;

    /** The state that {@code materializer} keeps; the caller closes it. */
    public TreeState(Materializer materializer) {
        this.materializer = materializer;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Memory only, but for a change of a part of a file that was not read lately: its content is
     * then read back from the database, which takes about a millisecond, and as long as the disk
     * takes where that is in trouble.
     */
    @Override
    public Outcome apply(Entry entry) {
        return materializer.apply(entry);
    }

    @Override
    public long appliedIndex() {
        return materializer.appliedIndex();
    }

    /**
     * {@inheritDoc}
     *
     * <p>Places become paths from the root, as of this node's state. A modification time of 0 asks
     * to unlock. Where the lock has not changed for more than 120 s, as this node has seen it by
     * its own clock, it becomes the unlock of just that state of the lock; everything else stays as
     * it is. SPEC, section "Locks".
     */
    @Override
    public Mutation decide(Mutation asked) {
        Tree tree = materializer.tree();
        Mutation request = ByPath.in(tree, asked);
        if (request instanceof Mutation.SetMtime set && set.mtime() == 0) {
            return Optional.ofNullable(tree.find(set.at()))
                    .filter(Attributes::isDirectory)
                    .flatMap(tree.locks()::expired)
                    .<Mutation>map(checksum -> new Mutation.Unlock(set.at(), checksum))
                    .orElse(request);
        }
        return request;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Every lock gets its full 120 s from now on: the leader before may have seen a renewal of
     * which this node does not know yet.
     */
    @Override
    public void leading() {
        materializer.locks().reset();
    }

    @Override
    public long copyTo(Path file) throws IOException {
        return materializer.copyTo(file);
    }

    @Override
    public void install(Path file, long index) throws IOException {
        materializer.install(file, index);
    }
}
