package org.jpmxcfs.fuse.ordering;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jpmxcfs.fuse.virtual.MembersFile.Membership;
import org.jpmxcfs.materializer.views.LogLine;
import org.jpmxcfs.transport.Sequencer;
import org.jpmxcfs.transport.broadcast.StatusEntries;

/** Where a node's changes get their order: from itself, or from the cluster that it is in. */
public interface Ordering extends AutoCloseable {
    /** The order; takes changes after {@link #begin} at the earliest. */
    Sequencer sequencer();

    /**
     * Begins to take part.
     *
     * @param entries status entries of this node, for the others, and theirs
     * @throws IOException when that is not possible; the message is one line with a remedy
     */
    void begin(StatusEntries entries) throws IOException;

    /**
     * Waits for a majority, for 3 s at most: whoever mounts a member is about to use it, and an
     * election takes less than a second where enough nodes are there.
     */
    void awaitQuorum();

    /** The nodes, as {@code .members} shows them. */
    Membership membership();

    /**
     * The lines of the cluster log, the newest first, where they come another way than with the
     * tree; else empty.
     */
    default Optional<List<LogLine>> log() {
        return Optional.empty();
    }

    /** Newest term of a leader; 0 without a cluster. */
    long term();

    /**
     * Lets go of entries of the journal before this one, as far as nobody else needs them; maybe
     * some time later.
     *
     * @throws IOException when the journal cannot be changed
     */
    void dropBefore(long index) throws IOException;

    /** Takes a command that root has written to the status file; false when it is none. */
    boolean command(String line);

    /** Adds what there is to say about it to the status of this node. */
    void putInto(ObjectNode status);

    /** Stops within some seconds. */
    @Override
    void close();
}
