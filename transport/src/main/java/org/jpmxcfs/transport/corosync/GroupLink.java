package org.jpmxcfs.transport.corosync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jpmxcfs.transport.corosync.cpg.Corosync;
import org.jpmxcfs.transport.corosync.cpg.CorosyncCallException;
import org.jpmxcfs.transport.corosync.cpg.CpgGroup;
import org.jpmxcfs.transport.corosync.cpg.GroupListener;
import org.jpmxcfs.transport.corosync.wire.Peer;

/**
 * This process in one group, across the connections that come and go: a connection that is given up
 * delivers nothing any more, and what it had not sent is forgotten. Guarded by the lock of its
 * loop, but for {@link #connect} and {@link #closeDropped}, which only the engine's thread calls.
 */
final class GroupLink {
    private static final long SEND_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

    /** What becomes of the group. Called with the lock held. */
    interface Receiver {
        /** A new connection is about to join. */
        void joining(Peer self);

        /** The members have changed. */
        void changed(List<Peer> members, List<Peer> joined);

        /** A message has come; the array is the receiver's. */
        void delivered(Peer from, byte[] message);

        /** A message could not be sent for 10 s. */
        void sendFailed(long token);

        /** Corosync is gone. */
        void lost(String reason);
    }

    private record Outgoing(byte[] message, long token) {}

    private final ReentrantLock lock;
    private final String name;
    private final Receiver receiver;
    private final ArrayDeque<Outgoing> outbox = new ArrayDeque<>();
    private final List<CpgGroup> dropped = new ArrayList<>();
    private CpgGroup group; // null while there is none
    private long generation; // of the connection whose events count
    private long waitsSinceNanos; // the first of the outbox, once Corosync was too busy for it
    private boolean isHeldUp;

    GroupLink(ReentrantLock lock, String name, Receiver receiver) {
        this.lock = lock;
        this.name = name;
        this.receiver = receiver;
    }

    /**
     * Joins by a new connection. Without the lock.
     *
     * @return this node's id
     * @throws CorosyncCallException Corosync does not run, is just starting, or refuses us
     */
    int connect(Corosync corosync) throws CorosyncCallException {
        long mine;
        lock.lock();
        try {
            mine = ++generation;
        } finally {
            lock.unlock();
        }
        CpgGroup opened = CpgGroup.open(corosync, name, new Events(mine));
        lock.lock();
        try {
            group = opened;
            receiver.joining(opened.self());
        } finally {
            lock.unlock();
        }
        try {
            opened.join();
        } catch (CorosyncCallException e) {
            lock.lock();
            try {
                drop();
            } finally {
                lock.unlock();
            }
            throw e;
        }
        return opened.nodeId();
    }

    /** Sends a message, behind all before; it may wait while Corosync is busy. */
    void send(byte[] message, long token) {
        if (group != null) {
            outbox.add(new Outgoing(message, token));
            flush();
        }
    }

    /** Whether something waits to be sent. */
    boolean isWaiting() {
        return !outbox.isEmpty();
    }

    /** Sends what waits, as far as Corosync takes it. */
    void flush() {
        try {
            while (group != null && !outbox.isEmpty() && group.send(outbox.peek().message)) {
                outbox.remove();
                isHeldUp = false;
            }
        } catch (CorosyncCallException gone) {
            return; // the connection tells of its end itself
        }
        if (group != null && !outbox.isEmpty()) {
            heldUp();
        }
    }

    /** Gives the connection up. */
    void drop() {
        generation++;
        outbox.clear();
        isHeldUp = false;
        if (group != null) {
            dropped.add(group);
            group = null;
        }
    }

    /** Closes the connections that were given up, which takes a while. Without the lock. */
    void closeDropped() {
        List<CpgGroup> closing;
        lock.lock();
        try {
            closing = List.copyOf(dropped);
            dropped.clear();
        } finally {
            lock.unlock();
        }
        closing.forEach(CpgGroup::close);
    }

    private void heldUp() {
        long now = System.nanoTime();
        if (!isHeldUp) {
            isHeldUp = true;
            waitsSinceNanos = now;
        } else if (now - waitsSinceNanos > SEND_NANOS_MAX) {
            isHeldUp = false;
            receiver.sendFailed(outbox.remove().token);
        }
    }

    /** Events of one connection, which count as long as it is the present one. */
    private final class Events implements GroupListener {
        private final long mine;

        Events(long mine) {
            this.mine = mine;
        }

        @Override
        public void delivered(Peer sender, byte[] message) {
            ifPresent(() -> receiver.delivered(sender, message));
        }

        @Override
        public void changed(List<Peer> members, List<Peer> joined, List<Peer> left) {
            ifPresent(() -> receiver.changed(members, joined));
        }

        @Override
        public void lost(String reason) {
            ifPresent(
                    () -> {
                        drop();
                        receiver.lost(reason);
                    });
        }

        private void ifPresent(Runnable event) {
            lock.lock();
            try {
                if (generation == mine) {
                    event.run();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
