package org.jpmxcfs.transport.corosync.sync;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.transport.corosync.Recording;
import org.jpmxcfs.transport.corosync.wire.LogLine;
import org.jpmxcfs.transport.corosync.wire.Peer;
import org.jpmxcfs.transport.corosync.wire.StatusMessage;

/**
 * What one real daemon received in the status group, given to a group of ours; beside it, what the
 * daemon sent then. The group begins with the log that the daemon's first state shows, and with the
 * values that it tells again later.
 */
final class StatusReplay implements StatusEffect.Handler {
    private static final Peer BEFORE = new Peer(Integer.MAX_VALUE, 1);

    private final StatusGroup group;
    private final List<JsonNode> events = new ArrayList<>();
    private final List<byte[]> recorded = new ArrayList<>();
    private final List<byte[]> sent = new ArrayList<>();
    private final Map<String, String> received = new TreeMap<>();
    private final List<String> notes = new ArrayList<>();
    private final int node;
    private Moment now = new Moment(0, 0);
    private boolean isJoined;

    StatusReplay(String name) {
        List<JsonNode> lines = Recording.lines("scenarios/" + name);
        node = lines.get(0).get("node").asInt();
        group = new StatusGroup(Settings.usual(), "node" + node);
        for (JsonNode line : lines) {
            if (line.has("group") && line.get("group").asText().equals(StatusMessage.GROUP)) {
                events.add(line);
            }
        }
    }

    /** Plays all events. */
    void run() {
        if (events.isEmpty()) {
            return;
        }
        begin();
        for (JsonNode event : events) {
            now = ScenarioReplay.moment(event);
            play(event);
        }
    }

    private void begin() {
        Peer self = new Peer(node, events.get(0).get("pid").asInt());
        now = ScenarioReplay.moment(events.get(0));
        step(new StatusInput.Joining(self));
        step(new StatusInput.MembersChanged(List.of(self), List.of(self)));
        boolean hasState = false;
        for (JsonNode event : events) {
            if (event.get("ev").asText().equals("mcast")) {
                hasState = prime(message(event), hasState);
            }
        }
        sent.clear();
        received.clear();
        isJoined = events.stream().noneMatch(e -> e.get("ev").asText().equals("join"));
    }

    private boolean prime(StatusMessage message, boolean hasState) {
        if (message instanceof StatusMessage.State state && !hasState) {
            List<LogLine> lines = new ArrayList<>(state.log().newestFirst());
            Collections.reverse(lines);
            lines.forEach(
                    line ->
                            step(
                                    new StatusInput.Delivered(
                                            BEFORE,
                                            new StatusMessage.AddLine(0, 1, line).encode())));
            return true;
        }
        if (message instanceof StatusMessage.SetValue set
                && (hasState || set.key().equals("nodeip"))) {
            step(new StatusInput.ValueSet(set.key(), set.value()));
        }
        return hasState;
    }

    private void play(JsonNode event) {
        switch (event.get("ev").asText()) {
            case "join" -> {
                if (event.get("rc").asInt() == 1) {
                    step(new StatusInput.Joining(new Peer(node, event.get("pid").asInt())));
                    isJoined = true;
                }
            }
            case "confchg" -> {
                if (isJoined) {
                    step(
                            new StatusInput.MembersChanged(
                                    ScenarioReplay.peers(event.get("members")),
                                    ScenarioReplay.peers(event.get("joined"))));
                }
            }
            case "deliver" ->
                    step(
                            new StatusInput.Delivered(
                                    ScenarioReplay.peer(event.get("from")),
                                    Recording.bytes(event)));
            case "mcast" -> sentByDaemon(event);
            default -> {}
        }
    }

    /** What the group has not sent of its own accord, somebody wanted to be sent. */
    private void sentByDaemon(JsonNode event) {
        recorded.add(Recording.bytes(event));
        if (sent.size() >= recorded.size()) {
            return;
        }
        StatusMessage message = message(event);
        if (message instanceof StatusMessage.SetValue set) {
            step(new StatusInput.ValueSet(set.key(), set.value()));
        } else if (message instanceof StatusMessage.AddLine add) {
            LogLine line = add.line();
            step(
                    new StatusInput.LineLogged(
                            line.priority(),
                            line.pid(),
                            line.user(),
                            line.tag(),
                            line.text(),
                            true));
        }
    }

    private static StatusMessage message(JsonNode event) {
        try {
            return StatusMessage.decode(Recording.bytes(event));
        } catch (MalformedException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void step(StatusInput input) {
        group.step(input, now).forEach(effect -> effect.accept(this));
    }

    StatusGroup group() {
        return group;
    }

    List<byte[]> recorded() {
        return recorded;
    }

    List<byte[]> sent() {
        return sent;
    }

    /** The values of other nodes, each as NODE KEY. */
    Map<String, String> received() {
        return received;
    }

    List<String> notes() {
        return notes;
    }

    @Override
    public void multicast(StatusEffect.Multicast effect) {
        sent.add(effect.message());
    }

    @Override
    public void valueReceived(StatusEffect.ValueReceived effect) {
        String name = effect.from().nodeId() + " " + effect.key();
        received.put(name, new String(effect.value(), StandardCharsets.UTF_8));
    }

    @Override
    public void lineAdded(StatusEffect.LineAdded effect) {}

    @Override
    public void logReplaced(StatusEffect.LogReplaced effect) {}

    @Override
    public void membersKnown(StatusEffect.MembersKnown effect) {}

    @Override
    public void modeChanged(StatusEffect.ModeChanged effect) {}

    @Override
    public void leave(StatusEffect.Leave effect) {
        notes.add("leave: " + effect.reason());
    }

    @Override
    public void noted(StatusEffect.Noted effect) {
        notes.add(effect.note().text());
    }
}
