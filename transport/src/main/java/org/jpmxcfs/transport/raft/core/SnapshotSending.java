package org.jpmxcfs.transport.raft.core;

import java.util.Map;
import java.util.TreeMap;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.transport.raft.wire.Message;

/** Snapshots on their way to peers that are too far behind (5.1). */
final class SnapshotSending {
    private static final int WINDOW_CHUNKS = 4;

    private record Snapshot(Mark mark, long totalBytes, byte[] digest) {}

    /** How far one peer's transfer is. */
    private static final class Transfer {
        private final Snapshot snapshot;
        private long sent;
        private long received; // received <= sent
        private long movedNanos;

        Transfer(Snapshot snapshot, long nowNanos) {
            this.snapshot = snapshot;
            this.movedNanos = nowNanos;
        }
    }

    private final Standing standing;
    private final Log log;
    private final Settings settings;
    private final Source source;
    private final Map<Integer, Transfer> transfers = new TreeMap<>();
    private Snapshot newest; // null before the first
    private boolean requested;

    SnapshotSending(Standing standing, Log log, Settings settings, Source source) {
        this.standing = standing;
        this.log = log;
        this.settings = settings;
        this.source = source;
    }

    /** The leader leads no more. */
    void end() {
        transfers.clear();
    }

    void taken(Input.SnapshotTaken input) {
        requested = false;
        if (input.index() >= log.mark().index()) {
            newest = new Snapshot(log.markAt(input.index()), input.totalBytes(), input.digest());
        }
    }

    void failed() {
        requested = false;
    }

    /** A journal that begins after this still serves everybody who gets a snapshot now. */
    long neededAfter() {
        long index = requested ? log.mark().index() : Long.MAX_VALUE;
        for (Transfer transfer : transfers.values()) {
            index = Math.min(index, transfer.snapshot.mark().index());
        }
        return index;
    }

    void forget(int id) {
        transfers.remove(id);
    }

    /** Sends a peer what is due of its snapshot; asks for one first where there is none. */
    void tend(int id, Turn turn) {
        Transfer transfer = transfers.get(id);
        if (transfer == null || transfer.snapshot.mark().index() < log.mark().index()) {
            if (!isUsable(newest)) {
                request(turn);
                return;
            }
            transfer = new Transfer(newest, turn.nowNanos);
            transfers.put(id, transfer);
        }
        if (turn.nowNanos - transfer.movedNanos >= settings.retryNanos()) {
            // Whole but not known to be installed: its last part asks how that went.
            long last = transfer.snapshot.totalBytes() - settings.chunkBytesMax();
            transfer.sent = Math.max(0, Math.min(transfer.received, last));
            transfer.movedNanos = turn.nowNanos;
        }
        long window = (long) WINDOW_CHUNKS * settings.chunkBytesMax();
        while (transfer.sent < transfer.snapshot.totalBytes()
                && transfer.sent - transfer.received < window) {
            sendChunk(id, transfer, turn);
        }
    }

    /**
     * Takes note of how far a peer is.
     *
     * @return whether the snapshot is installed
     */
    boolean replied(int from, Message.SnapshotReply reply, long nowNanos) {
        Transfer transfer = transfers.get(from);
        if (reply.installed()) {
            transfers.remove(from);
            return true;
        }
        if (transfer == null || reply.markIndex() != transfer.snapshot.mark().index()) {
            return false;
        }
        if (reply.receivedBytes() == 0) { // the peer starts over
            transfer.received = 0;
            transfer.sent = 0;
        } else if (reply.receivedBytes() > transfer.received) {
            transfer.received = Math.min(reply.receivedBytes(), transfer.snapshot.totalBytes());
            transfer.sent = Math.max(transfer.sent, transfer.received);
            transfer.movedNanos = nowNanos;
        }
        return false;
    }

    private boolean isUsable(Snapshot snapshot) {
        return snapshot != null && snapshot.mark().index() >= log.mark().index();
    }

    private void request(Turn turn) {
        if (!requested) {
            requested = true;
            turn.request(new Effects.Errand.TakeSnapshot());
        }
    }

    private void sendChunk(int id, Transfer transfer, Turn turn) {
        Snapshot snapshot = transfer.snapshot;
        long left = snapshot.totalBytes() - transfer.sent;
        int count = (int) Math.min(settings.chunkBytesMax(), left);
        byte[] bytes = source.snapshotBytes(snapshot.mark(), transfer.sent, count);
        turn.send(
                id,
                new Message.SnapshotChunk(
                        standing.term(),
                        snapshot.mark(),
                        snapshot.totalBytes(),
                        snapshot.digest(),
                        transfer.sent,
                        bytes));
        transfer.sent += count;
    }
}
