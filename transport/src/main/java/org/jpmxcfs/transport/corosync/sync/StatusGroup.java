package org.jpmxcfs.transport.corosync.sync;

import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.transport.corosync.wire.LogLine;
import org.jpmxcfs.transport.corosync.wire.Peer;
import org.jpmxcfs.transport.corosync.wire.StatusMessage;

/**
 * One node's part in passing on status values and the cluster log, daemons of pmxcfs included.
 * Values are told once and to who is there; after each change of the members all nodes tell theirs
 * again, and merge their logs. Pure, and owned by one thread.
 */
public final class StatusGroup {
    private final List<StatusEffect> effects = new ArrayList<>();
    private final Inputs inputs = new Inputs();
    private final String nodeName;
    private final StatusPart part;
    private final Agreement agreement;
    private final Departure departure;
    private int lastUid;

    /**
     * A group that has not joined.
     *
     * @param nodeName name of this node in the lines that it logs, in the form of {@link
     *     org.jpmxcfs.log.model.Names}
     */
    public StatusGroup(Settings settings, String nodeName) {
        this.nodeName = nodeName;
        this.part = new StatusPart(effects);
        this.agreement =
                new Agreement(
                        StatusMessage.VERSION,
                        part,
                        message -> effects.add(new StatusEffect.Multicast(message.encode())));
        this.departure = new Departure(settings);
        part.attach(agreement);
    }

    /** Takes one input. The effects are to be carried out in their order. */
    public List<StatusEffect> step(StatusInput input, Moment now) {
        effects.clear();
        agreement.setNow(now);
        input.accept(inputs);
        departure
                .decide(agreement, now)
                .map(
                        leave ->
                                new StatusEffect.Leave(
                                        leave.reason(), leave.rejoins(), leave.pauseNanos()))
                .ifPresent(effects::add);
        return List.copyOf(effects);
    }

    /** Where the group stands. */
    public Mode mode() {
        return agreement.mode();
    }

    /** The members, in their order. */
    public List<Peer> members() {
        return agreement.members();
    }

    /** The lines of the cluster log, the newest first. */
    public List<LogLine> log() {
        return part.log().newestFirst();
    }

    private final class Inputs implements StatusInput.Handler {
        @Override
        public void joining(Peer self) {
            departure.end();
            agreement.join(self);
        }

        @Override
        public void membersChanged(List<Peer> members, List<Peer> joined) {
            agreement.membersChanged(members, joined);
        }

        @Override
        public void delivered(Peer from, byte[] message) {
            agreement.delivered(from, message);
        }

        @Override
        public void valueSet(String key, byte[] value) {
            part.setValue(key, value);
        }

        @Override
        public void lineLogged(StatusInput.LineLogged input) {
            LogLine line =
                    LogLine.fitting(
                            ++lastUid,
                            agreement.now().wireSeconds(),
                            input.pid(),
                            input.priority(),
                            nodeName,
                            input.user(),
                            input.tag(),
                            input.text());
            part.addLine(line, input.told());
        }

        @Override
        public void sendFailed() {
            agreement.leave("Corosync did not take a message of the group");
        }
    }
}
