package org.jpmxcfs.transport.raft.core;

import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.log.model.Entry;

/** The newest entries of the journal, in memory up to a bound in bytes. */
final class Tail {
    private static final int SHIFT_AT = 1024;

    private final int bytesMax;
    private final List<Entry> entries = new ArrayList<>();
    private int head; // entries before this position are gone
    private long bytes;

    Tail(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Adds the entry after the last one. */
    void append(Entry entry) {
        entries.add(entry);
        bytes += Weight.of(entry);
    }

    /** Lets go of the oldest entries beyond the bound; all are in the journal. */
    void trim() {
        while (bytes > bytesMax && head < entries.size() - 1) {
            bytes -= Weight.of(entries.set(head, null));
            head++;
        }
        if (head >= SHIFT_AT && head > entries.size() / 2) {
            entries.subList(0, head).clear();
            head = 0;
        }
    }

    boolean holds(long index) {
        return head < entries.size() && index >= firstIndex() && index <= lastIndex();
    }

    /** Index of the oldest entry it holds; more than any when it holds none. */
    long firstIndex() {
        return head < entries.size() ? entries.get(head).index() : Long.MAX_VALUE;
    }

    /** Consecutive entries from one that it holds; see {@link Source#entries}. */
    List<Entry> entries(long fromIndex, int batchBytesMax, int countMax) {
        int from = position(fromIndex);
        int to = from;
        long batchBytes = 0;
        while (to < entries.size() && to - from < countMax) {
            batchBytes += Weight.of(entries.get(to));
            if (to > from && batchBytes > batchBytesMax) {
                break;
            }
            to++;
        }
        return List.copyOf(entries.subList(from, to));
    }

    void truncateFrom(long index) {
        while (head < entries.size() && lastIndex() >= index) {
            bytes -= Weight.of(entries.remove(entries.size() - 1));
        }
    }

    void clear() {
        entries.clear();
        head = 0;
        bytes = 0;
    }

    private long lastIndex() {
        return entries.get(entries.size() - 1).index();
    }

    private int position(long index) {
        return head + (int) (index - firstIndex());
    }
}
