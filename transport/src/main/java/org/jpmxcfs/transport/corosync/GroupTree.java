package org.jpmxcfs.transport.corosync;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.transport.StateMachine;
import org.jpmxcfs.transport.corosync.wire.FileChange;
import org.jpmxcfs.transport.corosync.wire.Row;
import org.jpmxcfs.transport.corosync.wire.TreeIndex;

/**
 * The tree of this node as its group needs it. But for {@link #request}, which any thread calls, it
 * is called by one thread at a time, where entries are applied.
 */
public interface GroupTree extends StateMachine {
    /**
     * What is said to the others where this node wants a change.
     *
     * @param changes in their order; the caller gets the outcome of the last
     * @param refusal why nothing is said; null where something is
     */
    record Request(List<FileChange> changes, Refusal refusal) {
        /** These changes. */
        public static Request of(FileChange... changes) {
            return new Request(List.of(changes), null);
        }

        /** Nothing, for this reason. */
        public static Request refused(Refusal refusal) {
            return new Request(List.of(), refusal);
        }
    }

    /**
     * Puts a mutation into paths, as of now, and refuses what the others would not refuse although
     * this node must.
     */
    Request request(Mutation mutation);

    /**
     * What the tree consists of. A synchronisation waits for it, so it is made of digests that are
     * kept, not of contents.
     */
    TreeIndex index();

    /**
     * Where an inode is.
     *
     * @param path from the root, in the form of {@link org.jpmxcfs.log.model.Names}
     * @param version of the tree at its last change, unsigned
     * @param writer node that made that change
     * @param mtime when, in seconds since 1970, unsigned 32 bit
     */
    record Place(String path, long version, int writer, long mtime) {}

    /** Where an inode is now; empty when it is not there. */
    Optional<Place> place(long inode);

    /** The row of an inode that is there. */
    Row row(long inode);

    /**
     * The inode that pmxcfs takes out of its tree although it refuses the rename; 0 for none. To be
     * asked before the rename is applied.
     */
    long takenAwayBy(FileChange.Rename rename);

    /**
     * SHA-256 over the tree as it is now, as pmxcfs verifies it; what is returned computes it, on
     * any thread, while the tree goes on.
     */
    Supplier<byte[]> checksum();

    /**
     * Whether a lock has been in this state for longer than it holds, by the clock of this node.
     *
     * @param digest names the state of the lock
     */
    boolean isExpired(String path, byte[] digest);
}
