package org.jpmxcfs.transport.raft.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;

/** What a leader has put into the order and that is not committed yet. */
final class Backlog {
    private record Item(long index, int origin, int bytes) {}

    private final Deque<Item> items = new ArrayDeque<>();
    private long bytes;

    long bytes() {
        return bytes;
    }

    void add(long index, int origin, int itemBytes) {
        items.addLast(new Item(index, origin, itemBytes));
        bytes += itemBytes;
    }

    /** Entries up to {@code index} are committed: tells the node of each that asked for it. */
    void committed(long index, IntConsumer origins) {
        while (!items.isEmpty() && items.peekFirst().index() <= index) {
            Item item = items.removeFirst();
            bytes -= item.bytes();
            origins.accept(item.origin());
        }
    }

    void clear() {
        items.clear();
        bytes = 0;
    }
}
