package org.jpmxcfs.transport.raft.node;

import java.io.IOException;
import java.nio.file.Path;
import org.jpmxcfs.transport.StateMachine;
import org.jpmxcfs.transport.raft.core.Arbiter;

/** The state that the order is for, with what a cluster needs besides applying entries. */
public interface ReplicatedState extends StateMachine, Arbiter {
    /** Index of the last applied entry. */
    long appliedIndex();

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
     * @throws IOException when the file is not such a copy, or cannot be stored: the old state
     *     stays then
     */
    void install(Path file, long index) throws IOException;
}
