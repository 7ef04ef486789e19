package org.jpmxcfs.transport.raft.core;

import java.util.List;
import org.jpmxcfs.log.Ballot;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.transport.raft.wire.Message;

/**
 * What one step of a replica asks for, to be carried out in the order of the components. Nothing is
 * sent or delivered before what it promises is stored.
 *
 * @param ballot to be stored and synced before anything else; null when it has not changed
 * @param restartAt the journal begins anew after this mark, its entries forgotten; null for no
 * @param truncateFrom this entry and all after it are forgotten, synced; 0 for none
 * @param persist entries to append to the journal
 * @param ticket to be given back as {@link Input.Persisted} once {@code persist} is as durable as
 *     this node promises; 0 when there is nothing to give back
 * @param part bytes of a snapshot to be stored in arriving order, synced when the snapshot is
 *     complete; null for none
 * @param send messages to peers; losing them is allowed
 * @param deliver entries to apply, each exactly one higher than the one before
 * @param refuse callers that get no order
 * @param request further work, answered by an input later
 */
public record Effects(
        Ballot ballot,
        Mark restartAt,
        long truncateFrom,
        List<Entry> persist,
        long ticket,
        SnapshotPart part,
        List<Outgoing> send,
        List<Delivery> deliver,
        List<Refused> refuse,
        List<Errand> request) {
    /** A message and the node id of its receiver. */
    public record Outgoing(int to, Message message) {}

    /**
     * An entry to apply.
     *
     * @param token names the caller on this node that waits for its outcome; 0 for none
     */
    public record Delivery(Entry entry, long token) {}

    /** A caller whose mutation was not ordered, or is not known to be. */
    public record Refused(long token, Refusal refusal) {}

    /**
     * Bytes of a snapshot on its way in. One with offset 0 begins a file anew.
     *
     * @param totalBytes size of the whole
     * @param digest SHA-256 of the whole
     */
    public record SnapshotPart(
            Mark mark, long totalBytes, byte[] digest, long offset, byte[] bytes) {}

    /** Work that takes its time, with the input that answers it. */
    public sealed interface Errand {
        /** Take a snapshot of the present state: {@link Input.SnapshotTaken} or a failure. */
        record TakeSnapshot() implements Errand {}

        /** Check and install the received snapshot: {@link Input.SnapshotInstalled}. */
        record InstallSnapshot(Mark mark) implements Errand {}

        /**
         * Store the mark, then drop entries up to it from the journal. Nothing answers it.
         *
         * @param mark what the entries up to here come down to, for the next start
         */
        record DropUpTo(Mark mark) implements Errand {}

        /**
         * Record that this node's journal can be trusted again, so that a start on the same boot of
         * the machine, or after an orderly stop, need not doubt it. Nothing answers it.
         */
        record RecordTrust() implements Errand {}
    }
}
