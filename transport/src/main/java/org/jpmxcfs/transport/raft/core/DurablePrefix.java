package org.jpmxcfs.transport.raft.core;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How much of the journal is as durable as this node promises. The leader's own disk works while
 * its followers' do (10.2.1), so an index alone does not say which entry was synced once entries
 * were replaced: tickets do.
 */
final class DurablePrefix {
    private record Pending(long ticket, long index) {}

    private final Deque<Pending> pending = new ArrayDeque<>();
    private long lastTicket;
    private long index; // durable up to here

    DurablePrefix(long index) {
        this.index = index;
    }

    /** Entry up to which the journal is durable. */
    long index() {
        return index;
    }

    /** The entry at {@code newIndex} is about to be persisted: its ticket. */
    long expect(long newIndex) {
        lastTicket++;
        pending.addLast(new Pending(lastTicket, newIndex));
        return lastTicket;
    }

    /** Everything up to {@code ticket} is persisted. */
    void persisted(long ticket) {
        while (!pending.isEmpty() && pending.peekFirst().ticket() <= ticket) {
            index = Math.max(index, pending.removeFirst().index());
        }
    }

    /** The entry at {@code fromIndex} and those after it are gone, and that is synced. */
    void truncateFrom(long fromIndex) {
        index = Math.min(index, fromIndex - 1);
        pending.removeIf(p -> p.index() >= fromIndex);
    }

    /** The journal begins anew after {@code newIndex}. */
    void restartAt(long newIndex) {
        pending.clear();
        index = newIndex;
    }
}
