package org.jpmxcfs.transport.corosync.sync;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.transport.corosync.Recording;
import org.jpmxcfs.transport.corosync.wire.DcdbMessage;
import org.jpmxcfs.transport.corosync.wire.Envelope;
import org.jpmxcfs.transport.corosync.wire.FileChange;
import org.jpmxcfs.transport.corosync.wire.MessageType;
import org.jpmxcfs.transport.corosync.wire.Peer;
import org.jpmxcfs.transport.corosync.wire.Row;

/**
 * What one real daemon received, given to a group with a tree in memory; beside it, what the daemon
 * did then. A recording that begins in the midst of things begins here with a group that is synced
 * with the daemon's members in its epoch, and has sent as many messages as the daemon.
 */
final class ScenarioReplay {
    private static final int SIZE_LIMIT = 1 << 20;

    private final FileGroup group = new FileGroup(Settings.usual());
    private final List<JsonNode> events = new ArrayList<>();
    private final List<byte[]> recorded = new ArrayList<>();
    private final int node;
    private final GroupShell shell;
    private List<Row> treeAfter = List.of();
    private Moment now = new Moment(0, 0);
    private boolean isJoined;
    private int recordedLeaves;
    private long tokens;

    ScenarioReplay(String name) {
        List<JsonNode> lines = Recording.lines("scenarios/" + name);
        node = lines.get(0).get("node").asInt();
        MemoryTree tree = null;
        for (JsonNode line : lines) {
            if (line.has("tree_before") && !line.get("tree_before").isNull()) {
                tree = MemoryTree.of(rows(line.get("tree_before")));
            } else if (line.has("tree_after")) {
                treeAfter = rows(line.get("tree_after"));
            } else if (isOfTheTree(line)) {
                events.add(line);
            }
        }
        shell = new GroupShell(group, tree == null ? firstTree() : tree);
    }

    // The daemon makes its database before it joins: the root, then the file, then its content.
    private MemoryTree firstTree() {
        JsonNode state = first(MessageType.STATE);
        int made = envelope(state).seconds();
        byte[] conf =
                treeAfter.stream()
                        .filter(row -> row.name().equals("corosync.conf"))
                        .findFirst()
                        .orElseThrow()
                        .data();
        MemoryTree tree = new MemoryTree(1, 0, 0);
        tree.apply(0, made, new FileChange.Create("corosync.conf"));
        tree.apply(0, made, new FileChange.Write("corosync.conf", 0, conf, true));
        return tree;
    }

    private static boolean isOfTheTree(JsonNode line) {
        boolean isOther =
                line.has("group") && !line.get("group").asText().equals(DcdbMessage.GROUP);
        return line.has("ev") && !isOther;
    }

    static List<Row> rows(JsonNode array) {
        List<Row> rows = new ArrayList<>();
        for (JsonNode row : array) {
            long inode = row.get("inode").asLong();
            byte[] data = data(row);
            rows.add(
                    inode == 0
                            ? Row.root(
                                    row.get("version").asLong(),
                                    row.get("writer").asInt(),
                                    row.get("mtime").asLong())
                            : new Row(
                                    inode,
                                    row.get("parent").asLong(),
                                    row.get("version").asLong(),
                                    row.get("writer").asInt(),
                                    row.get("mtime").asLong(),
                                    data.length,
                                    (byte) row.get("type").asInt(),
                                    Names.ofText(row.get("name").asText()),
                                    data));
        }
        return rows;
    }

    private static byte[] data(JsonNode row) {
        if (row.has("zeros")) {
            return new byte[Math.min(SIZE_LIMIT, row.get("zeros").asInt())];
        }
        boolean hasData = row.has("data") && !row.get("data").isNull();
        return hasData ? HexFormat.of().parseHex(row.get("data").asText()) : new byte[0];
    }

    /** Plays all events. */
    void run() {
        if (events.isEmpty()) {
            return;
        }
        boolean isJustStarted =
                events.stream().limit(3).anyMatch(e -> e.get("ev").asText().equals("join"));
        if (!isJustStarted) {
            beginInTheMidst();
        }
        events.forEach(this::play);
    }

    private void beginInTheMidst() {
        Peer self = new Peer(node, events.get(0).get("pid").asInt());
        now = moment(events.get(0));
        List<Peer> members = new ArrayList<>(List.of(self));
        for (JsonNode event : events) {
            if (event.get("ev").asText().equals("confchg")) {
                break;
            }
            if (event.has("from") && !members.contains(peer(event.get("from")))) {
                members.add(peer(event.get("from")));
            }
        }
        step(new FileInput.QuorumChanged(true));
        countUpTo(firstCount(self));
        step(new FileInput.Joining(self));
        if (members.size() == 1) {
            members.add(new Peer(Integer.MAX_VALUE, 1));
        }
        step(new FileInput.MembersChanged(members, members));
        synchroniseSilently(members);
        shell.sent().clear();
        isJoined = true;
    }

    /** A new daemon would begin at 1. */
    private void countUpTo(long count) {
        Peer other = new Peer(node, 1);
        step(new FileInput.Joining(other));
        step(new FileInput.MembersChanged(List.of(other), List.of(other)));
        for (long next = 1; next < count; next++) {
            step(new FileInput.Submitted(Long.MAX_VALUE - next, new FileChange.Create("x")));
        }
    }

    private long firstCount(Peer self) {
        for (JsonNode event : events) {
            boolean isOwn = event.get("ev").asText().equals("mcast");
            if (isOwn && envelope(event).type() == MessageType.NORMAL) {
                return envelope(event).count();
            }
        }
        return 1;
    }

    private void synchroniseSilently(List<Peer> members) {
        JsonNode first = first(MessageType.VERIFY_REQUEST, MessageType.SYNC_START);
        Envelope envelope = envelope(first == null ? events.get(0) : first);
        List<DcdbMessage> messages = new ArrayList<>();
        messages.add(new DcdbMessage.SyncStart(0, envelope.epoch()));
        members.forEach(
                m ->
                        messages.add(
                                new DcdbMessage.State(0, envelope.epoch(), shell.tree().index())));
        step(new FileInput.Delivered(members.get(0), messages.get(0).encode()));
        for (int i = 0; i < members.size(); i++) {
            step(new FileInput.Delivered(members.get(i), messages.get(i + 1).encode()));
        }
    }

    private JsonNode first(MessageType... types) {
        for (JsonNode event : events) {
            if (event.has("hex") && List.of(types).contains(envelope(event).type())) {
                return event;
            }
        }
        return null;
    }

    private void play(JsonNode event) {
        now = moment(event);
        switch (event.get("ev").asText()) {
            case "join" -> join(event);
            case "confchg" -> membersChanged(event);
            case "deliver" -> delivered(event);
            case "mcast" -> sent(event);
            case "quorum" -> step(new FileInput.QuorumChanged(event.get("quorate").asInt() == 1));
            case "leave" -> recordedLeaves += event.get("rc").asInt() == 1 ? 1 : 0;
            default -> {}
        }
    }

    private void join(JsonNode event) {
        if (event.get("rc").asInt() == 1) {
            step(new FileInput.Joining(new Peer(node, event.get("pid").asInt())));
            isJoined = true;
        }
    }

    private void membersChanged(JsonNode event) {
        if (isJoined) {
            step(
                    new FileInput.MembersChanged(
                            peers(event.get("members")), peers(event.get("joined"))));
        }
    }

    private void delivered(JsonNode event) {
        if (isJoined) {
            step(new FileInput.Delivered(peer(event.get("from")), Recording.bytes(event)));
        }
    }

    /**
     * The daemon sends what a client wants, whatever its mode; a group of ours waits until it is
     * synced, and then takes what the daemon sent as a message of somebody else.
     */
    private void sent(JsonNode event) {
        byte[] bytes = Recording.bytes(event);
        Envelope envelope = envelope(event);
        boolean isOfClient = envelope.type() == MessageType.NORMAL && envelope.subtype() != 8;
        if (!isOfClient) {
            recorded.add(bytes);
        } else if (group.isReady()) {
            recorded.add(bytes);
            step(new FileInput.Submitted(++tokens, change(bytes)));
        }
    }

    private static FileChange change(byte[] bytes) {
        try {
            return ((DcdbMessage.Change) DcdbMessage.decode(bytes)).change();
        } catch (MalformedException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void step(FileInput input) {
        int leaves = shell.leaves();
        shell.step(input, now);
        if (shell.leaves() > leaves) {
            isJoined = false;
        }
    }

    static Moment moment(JsonNode event) {
        double seconds = event.get("t").asDouble();
        long headerSeconds = (long) seconds;
        if (event.get("ev").asText().equals("mcast")) {
            headerSeconds = Integer.toUnsignedLong(envelope(event).seconds());
        }
        return new Moment((long) (seconds * 1e9), headerSeconds);
    }

    static Envelope envelope(JsonNode event) {
        try {
            return Envelope.decode(Recording.bytes(event));
        } catch (MalformedException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static Peer peer(JsonNode pair) {
        return new Peer(pair.get(0).asInt(), pair.get(1).asInt());
    }

    static List<Peer> peers(JsonNode list) {
        List<Peer> peers = new ArrayList<>();
        list.forEach(each -> peers.add(peer(each)));
        return peers;
    }

    GroupShell shell() {
        return shell;
    }

    /** What the daemon sent, without the changes that it sent before it was synced. */
    List<byte[]> recorded() {
        return recorded;
    }

    /** How often the daemon left of its own accord. */
    int recordedLeaves() {
        return recordedLeaves;
    }

    List<Row> treeAfter() {
        return treeAfter;
    }
}
