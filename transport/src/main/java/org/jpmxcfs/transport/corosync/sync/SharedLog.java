package org.jpmxcfs.transport.corosync.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jpmxcfs.transport.corosync.wire.LogLine;
import org.jpmxcfs.transport.corosync.wire.LogRing;

/**
 * The cluster log as this node has it. A line is taken once: a node's lines must rise in time and
 * number, or they are what has been here before. Owned by one thread.
 */
final class SharedLog {
    private static final int KEPT_FREE_BYTES = 8 + LogLine.BYTES_MAX;

    private LogRing ring = new LogRing();
    private Map<Long, LogLine> newest = new HashMap<>(); // of each node, by its digest

    /** Adds a line, unless it or a later one of its node is known. */
    boolean add(LogLine line) {
        if (!isNews(line)) {
            return false;
        }
        ring.add(line);
        return true;
    }

    private boolean isNews(LogLine line) {
        LogLine known = newest.get(line.nodeDigest());
        boolean isNews = known == null || isLater(line, known);
        if (isNews) {
            newest.put(line.nodeDigest(), line);
        }
        return isNews;
    }

    private static boolean isLater(LogLine line, LogLine known) {
        int byTime = Integer.compareUnsigned(line.seconds(), known.seconds());
        return byTime > 0 || (byTime == 0 && Integer.compareUnsigned(line.uid(), known.uid()) > 0);
    }

    /** The lines, the newest first. */
    List<LogLine> newestFirst() {
        return ring.newestFirst();
    }

    /** Puts the lines in the order of their times, as all nodes have them. Gives the ring. */
    LogRing sorted() {
        if (!ring.isEmpty()) {
            TreeMap<LogLine, LogLine> lines = new TreeMap<>(SharedLog::compare);
            ring.newestFirst().forEach(line -> lines.put(line, line));
            ring = ringOf(lines.values());
        }
        return ring;
    }

    /**
     * Takes over what other nodes have: the newest lines of all, as many as there is room for.
     *
     * @param others their rings, null in the place of this node
     */
    void merge(List<LogRing> others) {
        List<List<LogLine>> heads = new ArrayList<>();
        others.forEach(other -> heads.add((other == null ? ring : other).newestFirst()));
        int[] next = new int[heads.size()];
        TreeMap<LogLine, LogLine> merged = new TreeMap<>(SharedLog::compare);
        newest = new HashMap<>();
        int room = LogRing.BYTES - KEPT_FREE_BYTES;
        for (int i = latest(heads, next); i >= 0 && room > 0; i = latest(heads, next)) {
            LogLine line = heads.get(i).get(next[i]++);
            if (!merged.containsKey(line)) {
                merged.put(line, line);
                isNews(line);
                room -= LogRing.roomOf(line);
            }
        }
        ring = ringOf(merged.values());
    }

    /** Whose next line is the latest; -1 when all are through. A line without a time ends a log. */
    private static int latest(List<List<LogLine>> heads, int[] next) {
        int found = -1;
        int last = 0;
        for (int i = 0; i < heads.size(); i++) {
            if (next[i] < heads.get(i).size()) {
                int seconds = heads.get(i).get(next[i]).seconds();
                if (Integer.compareUnsigned(seconds, last) > 0) {
                    last = seconds;
                    found = i;
                }
            }
        }
        return found;
    }

    private static LogRing ringOf(Collection<LogLine> lines) {
        LogRing sorted = new LogRing();
        lines.forEach(sorted::add);
        return sorted;
    }

    /** By time, node and number; each as the original compares it, by the sign of a difference. */
    private static int compare(LogLine a, LogLine b) {
        if (a.seconds() != b.seconds()) {
            return a.seconds() - b.seconds();
        }
        if (a.nodeDigest() != b.nodeDigest()) {
            return (int) (a.nodeDigest() - b.nodeDigest());
        }
        return a.uid() - b.uid();
    }
}
