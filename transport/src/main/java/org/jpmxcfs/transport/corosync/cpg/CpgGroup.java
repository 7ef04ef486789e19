package org.jpmxcfs.transport.corosync.cpg;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jnr.ffi.Pointer;
import org.jpmxcfs.transport.corosync.wire.Peer;

/**
 * This process in one closed process group. A group that was left is never joined again by the same
 * connection: Corosync refuses that for ever, so a new one is opened. Methods may be called by any
 * thread, {@link #join} not by the group's own.
 */
public final class CpgGroup implements AutoCloseable {
    private static final int NAME_BYTES_MAX = 128;
    private static final int ADDRESS_BYTES = 12;
    private static final int BUFFER_BYTES = 192 << 10;
    private static final long JOIN_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);
    private static final long JOIN_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final LibCpg cpg;
    private final Pointer name;
    private final GroupListener listener;
    // libcpg has only the addresses of these: they must live as long as the connection.
    private final LibCpg.Deliver deliver = this::deliver;
    private final LibCpg.Change change = this::change;
    private final Pointer callbacks;
    private final long handle;
    private final int nodeId;
    private final Dispatching dispatching;
    private final Object sending = new Object();
    private final Pointer piece = Natives.bytes(2 * Long.BYTES); // guarded by sending
    private final Pointer buffer = Natives.bytes(BUFFER_BYTES); // guarded by sending
    private boolean isOpen = true; // guarded by sending

    private CpgGroup(Corosync corosync, String name, GroupListener listener)
            throws CorosyncCallException {
        this.cpg = corosync.cpg();
        this.name = nameStructure(name);
        this.listener = listener;
        this.callbacks =
                Natives.pointers(
                        Natives.function(LibCpg.Deliver.class, deliver),
                        Natives.function(LibCpg.Change.class, change));
        long[] opened = new long[1];
        CorosyncCallException.check("cpg_initialize", cpg.cpg_initialize(opened, callbacks));
        handle = opened[0];
        try {
            int[] value = new int[1];
            CorosyncCallException.check("cpg_local_get", cpg.cpg_local_get(handle, value));
            nodeId = value[0];
            CorosyncCallException.check("cpg_fd_get", cpg.cpg_fd_get(handle, value));
            dispatching = new Dispatching(corosync.libc(), "cpg " + name, value[0], new Ends());
        } catch (CorosyncCallException e) {
            cpg.cpg_finalize(handle);
            throw e;
        }
    }

    /**
     * Connects, without joining.
     *
     * @param name the group's name, at most 127 bytes; the NUL behind it is part of it
     * @throws CorosyncCallException Corosync does not run, is just starting, or refuses us
     */
    public static CpgGroup open(Corosync corosync, String name, GroupListener listener)
            throws CorosyncCallException {
        CpgGroup group = new CpgGroup(corosync, name, listener);
        group.dispatching.start();
        return group;
    }

    /** This node's id. */
    public int nodeId() {
        return nodeId;
    }

    /** This process as its own messages show it. */
    public Peer self() {
        return new Peer(nodeId, (int) ProcessHandle.current().pid());
    }

    /**
     * Asks to join; the listener is told when it is done. Tries for 10 s while Corosync is busy.
     *
     * @throws CorosyncCallException Corosync is gone or stays busy
     */
    public void join() throws CorosyncCallException {
        long deadline = System.nanoTime() + JOIN_NANOS_MAX;
        int code = join(handle);
        while (ResultCode.isPassing(code) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(JOIN_AGAIN_NANOS);
            code = join(handle);
        }
        CorosyncCallException.check("cpg_join", code);
    }

    /**
     * Sends to all members, this one included. Several callers send one after the other.
     *
     * @return false when Corosync is too busy: the same call may succeed a moment later
     * @throws CorosyncCallException the connection is closed or lost
     */
    public boolean send(byte[] message) throws CorosyncCallException {
        synchronized (sending) {
            if (!isOpen) {
                throw new CorosyncCallException("cpg_mcast_joined: the connection is closed");
            }
            // In one piece: only such a message may be larger than what fits at once.
            Pointer memory =
                    message.length <= BUFFER_BYTES ? buffer : Natives.bytes(message.length);
            memory.put(0, message, 0, message.length);
            piece.putPointer(0, memory);
            piece.putLong(Long.BYTES, message.length);
            int code = cpg.cpg_mcast_joined(handle, LibCpg.AGREED, piece, 1);
            if (ResultCode.isPassing(code)) {
                return false;
            }
            CorosyncCallException.check("cpg_mcast_joined", code);
            return true;
        }
    }

    /** Leaves and closes the connection, within 5 s; the listener hears no more of it. */
    @Override
    public void close() {
        dispatching.stop();
    }

    private int join(long connection) {
        synchronized (sending) {
            return isOpen ? cpg.cpg_join(connection, name) : ResultCode.BAD_HANDLE;
        }
    }

    private void deliver(
            long connection, Pointer group, int sender, int pid, Pointer message, long size) {
        dispatching.guarded(
                () -> {
                    byte[] copy = new byte[(int) size];
                    message.get(0, copy, 0, copy.length);
                    listener.delivered(new Peer(sender, pid), copy);
                });
    }

    private void change(
            long connection,
            Pointer group,
            Pointer members,
            long memberCount,
            Pointer left,
            long leftCount,
            Pointer joined,
            long joinedCount) {
        dispatching.guarded(
                () ->
                        listener.changed(
                                list(members, memberCount),
                                list(joined, joinedCount),
                                list(left, leftCount)));
    }

    private static List<Peer> list(Pointer addresses, long count) {
        List<Peer> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long at = (long) i * ADDRESS_BYTES;
            list.add(new Peer(addresses.getInt(at), addresses.getInt(at + Integer.BYTES)));
        }
        return List.copyOf(list);
    }

    private static Pointer nameStructure(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length >= NAME_BYTES_MAX) {
            throw new IllegalArgumentException("name of a group too long: " + name);
        }
        Pointer structure = Natives.bytes(Integer.BYTES + NAME_BYTES_MAX);
        structure.putInt(0, bytes.length + 1);
        structure.put(Integer.BYTES, bytes, 0, bytes.length);
        return structure;
    }

    /** The connection's side of its thread. */
    private final class Ends implements Dispatching.Connection {
        @Override
        public int dispatch(int types) {
            return cpg.cpg_dispatch(handle, types);
        }

        @Override
        public void finish() {
            synchronized (sending) {
                isOpen = false;
                cpg.cpg_leave(handle, name);
                cpg.cpg_finalize(handle);
            }
        }

        @Override
        public void lost(String reason) {
            listener.lost(reason);
        }
    }
}
