package org.jpmxcfs.transport.raft.wire;

import java.util.Arrays;
import java.util.List;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mark;

/**
 * What one replica says to another. Sections named here are those of Ongaro's dissertation,
 * "Consensus: Bridging Theory and Practice", 2014.
 *
 * <p>Two numbers travel with many of them. A replica draws its <i>incarnation</i> at every start
 * and a leader echoes the newest that it has heard, so that both sides know which answers were
 * given before a restart. <i>Doubtful</i> is a replica that may have forgotten what it
 * acknowledged: see {@code Trust}.
 */
public sealed interface Message {
    /** Term of the sender; for a trial vote the term that it would open. */
    long term();

    /** Calls the method of {@code handler} for this kind of message. */
    void accept(int from, Handler handler);

    /**
     * Asks for a vote (3.4), or on trial whether one would be given (9.6).
     *
     * @param lastIndex index of the candidate's newest entry
     * @param lastTerm term of that entry
     * @param trial whether this only asks
     * @param ordered whether the leader ordered the election, so that hearing it is no objection
     *     (3.10)
     */
    record VoteRequest(long term, long lastIndex, long lastTerm, boolean trial, boolean ordered)
            implements Message {
        @Override
        public void accept(int from, Handler handler) {
            handler.voteRequest(from, this);
        }
    }

    /**
     * Answers {@link VoteRequest}.
     *
     * @param term the term asked for when granted, else the voter's own
     */
    record VoteReply(long term, boolean trial, boolean granted, boolean doubtful)
            implements Message {
        @Override
        public void accept(int from, Handler handler) {
            handler.voteReply(from, this);
        }
    }

    /**
     * Replicates entries (3.5).
     *
     * @param prevIndex index of the entry before the first one here
     * @param prevTerm term of that entry
     * @param committed index up to which the leader knows entries to be committed
     * @param lastIndex index of the leader's newest entry
     * @param echo incarnation of the receiver as the leader knows it; 0 before it does
     * @param entries consecutive, may be none
     */
    record Append(
            long term,
            long prevIndex,
            long prevTerm,
            long committed,
            long lastIndex,
            long echo,
            List<Entry> entries)
            implements Message {
        @Override
        public void accept(int from, Handler handler) {
            handler.append(from, this);
        }
    }

    /**
     * Answers {@link Append}.
     *
     * @param accepted whether the entry before those sent was there
     * @param prevIndex as in the question
     * @param index when accepted, up to where the journal of the sender durably equals the
     *     leader's; else the newest index that may
     * @param indexTerm when refused, term of the sender's entry at {@code index}
     */
    record AppendReply(
            long term,
            boolean accepted,
            long prevIndex,
            long index,
            long indexTerm,
            long incarnation,
            boolean doubtful)
            implements Message {
        @Override
        public void accept(int from, Handler handler) {
            handler.appendReply(from, this);
        }
    }

    /** Says that the leader lives, and how far it has committed; fields as in {@link Append}. */
    record Heartbeat(long term, long committed, long lastIndex, long echo) implements Message {
        @Override
        public void accept(int from, Handler handler) {
            handler.heartbeat(from, this);
        }
    }

    /** Says how far the leader has committed; not answered. Fields as in {@link Append}. */
    record Committed(long term, long committed) implements Message {
        @Override
        public void accept(int from, Handler handler) {
            handler.committed(from, this);
        }
    }

    /** Answers {@link Heartbeat}; fields as in an accepting {@link AppendReply}. */
    record HeartbeatReply(long term, long index, long incarnation, boolean doubtful)
            implements Message {
        @Override
        public void accept(int from, Handler handler) {
            handler.heartbeatReply(from, this);
        }
    }

    /**
     * A part of a snapshot (5.1).
     *
     * @param mark where the snapshot stands
     * @param totalBytes size of the whole snapshot
     * @param digest SHA-256 of the whole snapshot; never changed
     * @param offset position of {@code bytes} in it
     * @param bytes the part; never changed
     */
    record SnapshotChunk(
            long term, Mark mark, long totalBytes, byte[] digest, long offset, byte[] bytes)
            implements Message {
        @Override
        public void accept(int from, Handler handler) {
            handler.snapshotChunk(from, this);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof SnapshotChunk c
                    && term == c.term
                    && mark.equals(c.mark)
                    && totalBytes == c.totalBytes
                    && Arrays.equals(digest, c.digest)
                    && offset == c.offset
                    && Arrays.equals(bytes, c.bytes);
        }

        @Override
        public int hashCode() {
            return 31 * Long.hashCode(mark.index()) + Long.hashCode(offset);
        }

        @Override
        public String toString() {
            return "SnapshotChunk[term=" + term + ", mark=" + mark + ", offset=" + offset + "]";
        }
    }

    /**
     * Answers {@link SnapshotChunk}.
     *
     * @param markIndex index of the snapshot
     * @param receivedBytes how much of it is there without a gap
     * @param installed whether the receiver's state covers {@code markIndex}
     */
    record SnapshotReply(
            long term, long markIndex, long receivedBytes, boolean installed, long incarnation)
            implements Message {
        @Override
        public void accept(int from, Handler handler) {
            handler.snapshotReply(from, this);
        }
    }

    /**
     * Requests of the sender for the leader of the term to order (6.2). A later leader does not
     * take them: the sender gives them to it anew, so that none comes late.
     */
    record Forward(long term, List<Request> requests) implements Message {
        @Override
        public void accept(int from, Handler handler) {
            handler.forward(from, this);
        }
    }

    /** The leader's order to its successor to start an election now (3.10). */
    record CampaignNow(long term) implements Message {
        @Override
        public void accept(int from, Handler handler) {
            handler.campaignNow(from, this);
        }
    }

    /** One method for each kind of message. */
    interface Handler {
        /** Handles {@link VoteRequest}. */
        void voteRequest(int from, VoteRequest message);

        /** Handles {@link VoteReply}. */
        void voteReply(int from, VoteReply message);

        /** Handles {@link Append}. */
        void append(int from, Append message);

        /** Handles {@link AppendReply}. */
        void appendReply(int from, AppendReply message);

        /** Handles {@link Heartbeat}. */
        void heartbeat(int from, Heartbeat message);

        /** Handles {@link Committed}. */
        void committed(int from, Committed message);

        /** Handles {@link HeartbeatReply}. */
        void heartbeatReply(int from, HeartbeatReply message);

        /** Handles {@link SnapshotChunk}. */
        void snapshotChunk(int from, SnapshotChunk message);

        /** Handles {@link SnapshotReply}. */
        void snapshotReply(int from, SnapshotReply message);

        /** Handles {@link Forward}. */
        void forward(int from, Forward message);

        /** Handles {@link CampaignNow}. */
        void campaignNow(int from, CampaignNow message);
    }
}
