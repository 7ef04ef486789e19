package org.jpmxcfs.transport.raft.core;

import java.util.Arrays;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.transport.raft.wire.Message;

/** The snapshot on its way to this replica, which is too far behind to follow (5.1). */
final class SnapshotReceiving {
    private final Log log;
    private final Commitment commitment;
    private Mark mark; // null when none is under way
    private byte[] digest;
    private long received;
    private boolean installing;

    SnapshotReceiving(Log log, Commitment commitment) {
        this.log = log;
        this.commitment = commitment;
    }

    /** Whether the state is being replaced; the journal then stays as it is. */
    boolean isInstalling() {
        return installing;
    }

    /** Bytes that are there without a gap of the snapshot that a chunk is of. */
    long receivedBytes(Message.SnapshotChunk chunk) {
        return isOfThis(chunk) ? received : 0;
    }

    /**
     * Stores a part that continues what is there.
     *
     * @return whether there is nothing to do: this replica has what the snapshot stands for
     */
    boolean take(Message.SnapshotChunk chunk, Turn turn) {
        if (has(chunk.mark())) {
            return true;
        }
        if (installing) {
            return false;
        }
        if (chunk.offset() == 0 && !isOfThis(chunk)) {
            mark = chunk.mark();
            digest = chunk.digest();
            received = 0;
        }
        if (isOfThis(chunk) && chunk.offset() == received) {
            store(chunk, turn);
        }
        return false;
    }

    /**
     * The received snapshot was checked.
     *
     * @return whether it was expected
     */
    boolean installed(Mark installedMark, boolean usable, Turn turn) {
        if (!installing || !installedMark.equals(mark)) {
            return false;
        }
        installing = false;
        mark = null;
        received = 0;
        commitment.pause(false);
        if (usable) {
            log.restartAt(installedMark, turn);
            commitment.restartAt(installedMark.index());
        }
        return true;
    }

    private boolean isOfThis(Message.SnapshotChunk chunk) {
        return chunk.mark().equals(mark) && Arrays.equals(chunk.digest(), digest);
    }

    /** Entries after the mark are kept when the one at the mark is there: they may be needed. */
    private boolean has(Mark other) {
        if (other.index() <= commitment.committed()) {
            return true;
        }
        boolean matches = !installing && log.termAt(other.index()) == other.term();
        if (matches) {
            commitment.advance(other.index());
        }
        return matches;
    }

    private void store(Message.SnapshotChunk chunk, Turn turn) {
        received += chunk.bytes().length;
        turn.store(
                new Effects.SnapshotPart(
                        mark, chunk.totalBytes(), chunk.digest(), chunk.offset(), chunk.bytes()));
        if (received >= chunk.totalBytes()) {
            installing = true;
            commitment.pause(true);
            turn.request(new Effects.Errand.InstallSnapshot(mark));
        }
    }
}
