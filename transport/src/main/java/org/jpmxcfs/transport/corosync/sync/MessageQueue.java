package org.jpmxcfs.transport.corosync.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jpmxcfs.transport.corosync.wire.Envelope;
import org.jpmxcfs.transport.corosync.wire.Peer;

/**
 * NORMAL messages that came before the group was ready for them. Those of senders that are in step
 * with the leader wait for the end of an update in the order in which they came; all others wait by
 * count, whoever sent them.
 */
final class MessageQueue {
    /** A message that waits. */
    record Queued(Peer from, Envelope message) {}

    private final List<Queued> byCount = new ArrayList<>();
    private final ArrayDeque<Queued> afterUpdate = new ArrayDeque<>();

    /** Adds a message behind those with the same or a lower count. */
    void addByCount(Queued queued) {
        int at = byCount.size();
        while (at > 0 && byCount.get(at - 1).message().count() > queued.message().count()) {
            at--;
        }
        byCount.add(at, queued);
    }

    /** Adds a message that is applied as soon as the update is. */
    void addAfterUpdate(Queued queued) {
        afterUpdate.add(queued);
    }

    /** Whether no message waits by count. */
    boolean isEmpty() {
        return byCount.isEmpty();
    }

    /** How many messages wait. */
    int size() {
        return byCount.size() + afterUpdate.size();
    }

    /** Those that wait by count, in their order. */
    List<Queued> byCount() {
        return List.copyOf(byCount);
    }

    /** Drops those that wait by count and are not to stay. */
    void keep(Predicate<Queued> stays) {
        for (Iterator<Queued> each = byCount.iterator(); each.hasNext(); ) {
            if (!stays.test(each.next())) {
                each.remove();
            }
        }
    }

    /** The next message after an update, which no longer waits; null when there is none. */
    Queued nextAfterUpdate() {
        return afterUpdate.poll();
    }

    /** An update that was under way will not end. */
    void dropAfterUpdate() {
        afterUpdate.clear();
    }

    void clear() {
        byCount.clear();
        afterUpdate.clear();
    }
}
