package org.jpmxcfs.transport.cluster;

import java.io.IOException;
import java.nio.file.Path;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.transport.StateMachine;

/** The state that the order is for, with what a cluster needs besides applying entries. */
public interface ReplicatedState extends StateMachine {
    /** Index of the last applied entry. */
    long appliedIndex();

    /**
     * What a leader is to put into the order for a request: the request itself, or what its own
     * clock turns it into. Called by the loop thread; must return soon.
     */
    Mutation decide(Mutation request);

    /** This node begins to decide as the leader. Called by the loop thread. */
    void leading();

    /**
     * Writes a copy of the state to a file while entries go on being applied. Called by a worker
     * thread.
     *
     * @return index of the last entry that the copy holds
     */
    long copyTo(Path file) throws IOException;

    /**
     * Replaces the state by that of a file which {@link #copyTo} of another node has made. Called
     * by a worker thread; nothing is applied meanwhile, and readers see the old state until the new
     * one is there.
     *
     * @param index the entry as of which the copy is; a file of another one is refused
     * @throws IOException when the file is not such a copy, or can not be stored: the old state
     *     stays then
     */
    void install(Path file, long index) throws IOException;
}
