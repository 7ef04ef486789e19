package org.jpmxcfs.transport.corosync.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.transport.corosync.wire.Envelope;
import org.jpmxcfs.transport.corosync.wire.LogLine;
import org.jpmxcfs.transport.corosync.wire.LogRing;
import org.jpmxcfs.transport.corosync.wire.Peer;
import org.jpmxcfs.transport.corosync.wire.StatusMessage;

/** What the group of the status values does with what its agreement has settled. */
final class StatusPart implements Part {
    /** Tells the address of its sender. */
    private static final String ADDRESS = "nodeip";

    private static final String SAMPLE_PREFIX = "rrd/";
    private static final int LINES_WAITING_MAX = 256;
    private static final int REMOVED_MAX = 256;
    private static final byte[] NOTHING = {};

    private final List<StatusEffect> effects;
    private final SharedLog log = new SharedLog();
    private final TreeMap<String, byte[]> values = new TreeMap<>(); // of this node, to tell again
    private final LinkedHashSet<String> removed = new LinkedHashSet<>(); // likewise
    private final ArrayDeque<LogLine> untold = new ArrayDeque<>(); // since this node's last state
    private Agreement agreement;
    private byte[] address; // null until it is set
    private long lastCount;

    StatusPart(List<StatusEffect> effects) {
        this.effects = effects;
    }

    /** The agreement that this is a part of, before anything else. */
    void attach(Agreement newAgreement) {
        agreement = newAgreement;
    }

    SharedLog log() {
        return log;
    }

    /** A value of this node is another one. */
    void setValue(String key, byte[] value) {
        if (key.equals(ADDRESS)) {
            address = value;
        } else if (!key.startsWith(SAMPLE_PREFIX)) {
            keep(key, value);
        }
        if (agreement.mode() == Mode.SYNCED) {
            tell(key, value);
        }
    }

    private void keep(String key, byte[] value) {
        if (value.length > 0) {
            values.put(key, value);
            removed.remove(key);
        } else if (values.remove(key) != null) {
            removed.add(key);
            if (removed.size() > REMOVED_MAX) {
                removed.remove(removed.iterator().next());
            }
        }
    }

    private void tell(String key, byte[] value) {
        int seconds = agreement.now().wireSeconds();
        send(new StatusMessage.SetValue(seconds, ++lastCount, key, value));
    }

    private void send(StatusMessage message) {
        effects.add(new StatusEffect.Multicast(message.encode()));
    }

    /** A line of this node. */
    void addLine(LogLine line, boolean told) {
        if (log.add(line)) {
            effects.add(new StatusEffect.LineAdded(line));
        }
        if (told) {
            untold.add(line);
            if (untold.size() > LINES_WAITING_MAX) {
                untold.remove();
            }
            tellLines();
        }
    }

    private void tellLines() {
        while (agreement.mode() == Mode.SYNCED && !untold.isEmpty()) {
            int seconds = agreement.now().wireSeconds();
            send(new StatusMessage.AddLine(seconds, ++lastCount, untold.remove()));
        }
    }

    @Override
    public void sendState() {
        untold.clear();
        int seconds = agreement.now().wireSeconds();
        send(new StatusMessage.State(seconds, agreement.epoch(), log.sorted()));
    }

    @Override
    public void statesIn(Roster roster) {
        List<LogRing> rings = new ArrayList<>();
        for (Roster.Member member : roster.all()) {
            member.setSynced();
            rings.add(member.peer().equals(agreement.self()) ? null : ring(member));
        }
        log.merge(rings);
        effects.add(new StatusEffect.LogReplaced(log.newestFirst()));
        // Who was away when a value was removed would keep it for good.
        removed.forEach(key -> tell(key, NOTHING));
        values.forEach(this::tell);
    }

    private LogRing ring(Roster.Member member) {
        try {
            return LogRing.decode(member.state());
        } catch (MalformedException e) {
            ignore(member.peer(), e);
            return new LogRing();
        }
    }

    private void ignore(Peer from, MalformedException why) {
        String text = "message of " + from + " in the status group: " + why.getMessage();
        effects.add(new StatusEffect.Noted(new Note(Note.Level.WARNING, text)));
    }

    /** Nothing that a peer says is worth leaving for: a value more or less harms nobody. */
    @Override
    public void deliver(Peer from, Envelope message) {
        if (from.equals(agreement.self())) {
            return;
        }
        try {
            StatusMessage opened = StatusMessage.open(message);
            if (opened instanceof StatusMessage.SetValue set) {
                effects.add(new StatusEffect.ValueReceived(from, set.key(), set.value()));
            } else if (opened instanceof StatusMessage.AddLine add && log.add(add.line())) {
                effects.add(new StatusEffect.LineAdded(add.line()));
            }
        } catch (MalformedException e) {
            ignore(from, e);
        }
    }

    @Override
    public void modeChanged(Mode mode) {
        effects.add(new StatusEffect.ModeChanged(mode));
        if (mode == Mode.SYNCED) {
            if (address != null) {
                tell(ADDRESS, address);
            }
            tellLines();
        }
    }

    @Override
    public void membersChanged(Roster roster) {
        effects.add(new StatusEffect.MembersKnown(roster.peers()));
    }

    // This group has no leader, no rows and no verification.

    @Override
    public void updateIn(Peer from, Envelope message) throws MalformedException {
        throw new MalformedException("a row in the status group");
    }

    @Override
    public void updateComplete() {}

    @Override
    public void abandonUpdate() {}

    @Override
    public void verification(Peer from, Envelope message) {}

    @Override
    public void allSynced(Roster roster) {}
}
