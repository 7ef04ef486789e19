package org.jpmxcfs.fuse.it.corosync;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jpmxcfs.fuse.it.Until;
import org.jpmxcfs.transport.corosync.cpg.Corosync;
import org.jpmxcfs.transport.corosync.cpg.CorosyncCallException;
import org.jpmxcfs.transport.corosync.cpg.CpgGroup;
import org.jpmxcfs.transport.corosync.cpg.GroupListener;
import org.jpmxcfs.transport.corosync.wire.Peer;

/** A member of a group that keeps what it is told. */
final class GroupRecorder implements GroupListener, AutoCloseable {
    /** A message as it came: who sent it, its size and a number that depends on its bytes. */
    record Message(Peer sender, int size, int hash) {
        static Message of(Peer sender, byte[] bytes) {
            return new Message(sender, bytes.length, Arrays.hashCode(bytes));
        }
    }

    private final List<Message> messages = new ArrayList<>(); // guarded by this
    private List<Peer> members = List.of(); // guarded by this
    private List<Peer> left = List.of(); // guarded by this
    private String lost; // guarded by this
    private CpgGroup group;

    /** Opens the group on the node of this Corosync and joins it, once Corosync answers. */
    static GroupRecorder join(Corosync corosync, CorosyncDaemon daemon, String name) {
        GroupRecorder recorder = new GroupRecorder();
        Until.holds(
                "in the group on " + daemon.host().address(),
                () -> daemon.host().inside(() -> recorder.tryToJoin(corosync, name)));
        return recorder;
    }

    private boolean tryToJoin(Corosync corosync, String name) {
        try {
            group = CpgGroup.open(corosync, name, this);
            group.join();
            return true;
        } catch (CorosyncCallException starting) {
            close();
            return false;
        }
    }

    CpgGroup group() {
        return group;
    }

    /** Sends, again and again while Corosync is busy. */
    void send(byte[] message) {
        Until.holds("sent", () -> group.send(message));
    }

    synchronized List<Message> messages() {
        return List.copyOf(messages);
    }

    synchronized List<Peer> members() {
        return members;
    }

    /** Who has gone with the last change. */
    synchronized List<Peer> left() {
        return left;
    }

    /** Why the connection has ended; null while it has not. */
    synchronized String lost() {
        return lost;
    }

    void await(String what, BooleanSupplier condition) {
        Until.holds(what, condition::getAsBoolean);
    }

    @Override
    public synchronized void delivered(Peer sender, byte[] message) {
        messages.add(Message.of(sender, message));
    }

    @Override
    public synchronized void changed(List<Peer> all, List<Peer> joined, List<Peer> gone) {
        members = all;
        left = gone;
    }

    @Override
    public synchronized void lost(String reason) {
        lost = reason;
    }

    @Override
    public void close() {
        if (group != null) {
            group.close();
        }
    }
}
