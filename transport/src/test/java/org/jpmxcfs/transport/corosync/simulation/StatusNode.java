package org.jpmxcfs.transport.corosync.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jpmxcfs.transport.corosync.sync.Mode;
import org.jpmxcfs.transport.corosync.sync.Moment;
import org.jpmxcfs.transport.corosync.sync.Settings;
import org.jpmxcfs.transport.corosync.sync.StatusEffect;
import org.jpmxcfs.transport.corosync.sync.StatusGroup;
import org.jpmxcfs.transport.corosync.sync.StatusInput;
import org.jpmxcfs.transport.corosync.wire.LogLine;
import org.jpmxcfs.transport.corosync.wire.Peer;

/** A node with its status group; what it knows is gone with its daemon. */
final class StatusNode implements StatusEffect.Handler {
    private final Totem.Host host;
    private final Map<Peer, Map<String, Integer>> values = new HashMap<>(); // of others
    private final Map<String, Integer> own = new TreeMap<>();
    private StatusGroup group; // null while no daemon runs
    private Totem.Handle handle; // null while not in the group
    private Moment now = new Moment(0, 0);
    private int handles;
    private int pid = 1000;
    private boolean wantsToJoin;

    StatusNode(Totem.Host host) {
        this.host = host;
    }

    void start() {
        pid++;
        group = new StatusGroup(Settings.usual(), "n" + host.id());
        values.clear();
        own.clear();
        wantsToJoin = true;
    }

    void kill() {
        leaveGroup();
        group = null;
        wantsToJoin = false;
    }

    void loseCorosync() {
        handle = null;
        wantsToJoin = group != null;
    }

    private void leaveGroup() {
        if (handle != null) {
            host.listen(null);
            host.wish(new Totem.Wish.Leave(handle));
            handle = null;
        }
    }

    boolean join(Moment moment) {
        if (!wantsToJoin || !host.isUp() || group == null) {
            return false;
        }
        wantsToJoin = false;
        handle = new Totem.Handle(new Peer(host.id(), pid), ++handles);
        host.listen(handle);
        host.wish(new Totem.Wish.Join(handle));
        step(new StatusInput.Joining(handle.peer()), moment);
        return true;
    }

    boolean deliver(Moment moment) {
        if (group == null || handle == null || !host.hasEvent()) {
            return false;
        }
        Totem.Event event = host.nextEvent();
        if (event instanceof Totem.Event.Message message) {
            step(new StatusInput.Delivered(message.from(), message.bytes()), moment);
        } else if (event instanceof Totem.Event.Change change) {
            step(
                    new StatusInput.MembersChanged(
                            change.members().stream().map(Totem.Handle::peer).toList(),
                            change.joined().stream().map(Totem.Handle::peer).toList()),
                    moment);
        }
        return true;
    }

    /** Sets a value of this node; 0 removes the key. */
    void set(String key, int value, Moment moment) {
        if (group != null) {
            byte[] bytes = value == 0 ? new byte[0] : new byte[] {(byte) value};
            put(own, key, bytes);
            step(new StatusInput.ValueSet(key, bytes), moment);
        }
    }

    void log(String text, Moment moment) {
        if (group != null) {
            step(new StatusInput.LineLogged(6, pid, "root@pam", "test", text, true), moment);
        }
    }

    private void step(StatusInput input, Moment moment) {
        now = moment;
        group.step(input, now).forEach(effect -> effect.accept(this));
    }

    @Override
    public void multicast(StatusEffect.Multicast effect) {
        if (handle != null) {
            host.wish(new Totem.Wish.Send(handle, effect.message()));
        }
    }

    @Override
    public void valueReceived(StatusEffect.ValueReceived effect) {
        Map<String, Integer> theirs = values.computeIfAbsent(effect.from(), n -> new TreeMap<>());
        put(theirs, effect.key(), effect.value());
    }

    private static void put(Map<String, Integer> map, String key, byte[] value) {
        if (value.length == 0) {
            map.remove(key);
        } else {
            map.put(key, (int) value[0]);
        }
    }

    @Override
    public void lineAdded(StatusEffect.LineAdded effect) {
        Violation.unless(
                group.log().get(0).equals(effect.line()), "%s is not the newest", effect.line());
    }

    @Override
    public void logReplaced(StatusEffect.LogReplaced effect) {}

    /** A daemon that was started anew knows nothing of its older values. */
    @Override
    public void membersKnown(StatusEffect.MembersKnown effect) {
        values.keySet().retainAll(effect.members());
    }

    @Override
    public void modeChanged(StatusEffect.ModeChanged effect) {}

    @Override
    public void leave(StatusEffect.Leave effect) {
        throw new Violation("node " + host.id() + " leaves: " + effect.reason());
    }

    @Override
    public void noted(StatusEffect.Noted effect) {
        throw new Violation("node " + host.id() + " notes: " + effect.note());
    }

    boolean isAtRest(int nodeCount) {
        return group != null
                && group.mode() == Mode.SYNCED
                && group.members().size() == nodeCount
                && !wantsToJoin;
    }

    boolean hasDaemon() {
        return group != null;
    }

    List<LogLine> log() {
        return group.log();
    }

    Map<String, Integer> own() {
        return own;
    }

    Map<String, Integer> of(StatusNode other) {
        return values.getOrDefault(other.handle.peer(), Map.of());
    }

    Totem.Host host() {
        return host;
    }

    @Override
    public String toString() {
        String state = group == null ? "no daemon" : group.mode() + " " + group.members();
        return "node " + host.id() + ": " + state + ", own " + own + ", others " + values;
    }
}
