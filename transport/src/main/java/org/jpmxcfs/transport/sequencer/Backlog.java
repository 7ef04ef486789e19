package org.jpmxcfs.transport.sequencer;

import java.util.ArrayDeque;
import java.util.Deque;

/** Bytes that a leader has put into the order and that are not committed yet. */
final class Backlog {
    private record Item(long index, int bytes) {}

    private final Deque<Item> items = new ArrayDeque<>();
    private long bytes;

    long bytes() {
        return bytes;
    }

    void add(long index, int itemBytes) {
        items.addLast(new Item(index, itemBytes));
        bytes += itemBytes;
    }

    void committed(long index) {
        while (!items.isEmpty() && items.peekFirst().index() <= index) {
            bytes -= items.removeFirst().bytes();
        }
    }

    void clear() {
        items.clear();
        bytes = 0;
    }
}
