package org.jpmxcfs.transport.corosync.cpg;

import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Pointer;

/** Follows Corosync's quorum. Any thread may close it. */
public final class Quorum implements AutoCloseable {
    private final LibQuorum quorum;
    private final QuorumListener listener;
    // libquorum has only its address: it must live as long as the connection.
    private final LibQuorum.Notify notify = this::changed;
    private final Pointer callbacks;
    private final long handle;
    private final Dispatching dispatching;

    private Quorum(Corosync corosync, QuorumListener listener) throws CorosyncCallException {
        this.quorum = corosync.quorum();
        this.listener = listener;
        this.callbacks = Natives.pointers(Natives.function(LibQuorum.Notify.class, notify));
        long[] opened = new long[1];
        int[] value = new int[1];
        CorosyncCallException.check(
                "quorum_initialize", quorum.quorum_initialize(opened, callbacks, value));
        handle = opened[0];
        try {
            CorosyncCallException.check("quorum_fd_get", quorum.quorum_fd_get(handle, value));
            CorosyncCallException.check(
                    "quorum_trackstart",
                    quorum.quorum_trackstart(handle, LibQuorum.TRACK_CURRENT_AND_CHANGES));
            dispatching = new Dispatching(corosync.libc(), "quorum", value[0], new Ends());
        } catch (CorosyncCallException e) {
            quorum.quorum_finalize(handle);
            throw e;
        }
    }

    /**
     * Begins to follow; the listener is told the present state at once.
     *
     * @throws CorosyncCallException Corosync does not run, is just starting, or refuses us
     */
    public static Quorum follow(Corosync corosync, QuorumListener listener)
            throws CorosyncCallException {
        Quorum quorum = new Quorum(corosync, listener);
        quorum.dispatching.start();
        return quorum;
    }

    /** Ends it within 5 s; the listener hears no more of it. */
    @Override
    public void close() {
        dispatching.stop();
    }

    private void changed(long connection, int isQuorate, long ring, int count, Pointer nodes) {
        dispatching.guarded(
                () -> {
                    List<Integer> nodeIds = new ArrayList<>();
                    for (int i = 0; i < count; i++) {
                        nodeIds.add(nodes.getInt((long) i * Integer.BYTES));
                    }
                    listener.changed(isQuorate != 0, ring, List.copyOf(nodeIds));
                });
    }

    /** The connection's side of its thread. */
    private final class Ends implements Dispatching.Connection {
        @Override
        public int dispatch(int types) {
            return quorum.quorum_dispatch(handle, types);
        }

        @Override
        public void finish() {
            quorum.quorum_finalize(handle);
        }

        @Override
        public void lost(String reason) {
            listener.lost(reason);
        }
    }
}
