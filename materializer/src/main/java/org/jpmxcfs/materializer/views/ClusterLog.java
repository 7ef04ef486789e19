package org.jpmxcfs.materializer.views;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mutation;

/**
 * The newest lines of the cluster log, in the order of the journal, which is the same on every
 * node. The writer adds lines; any thread reads.
 */
public final class ClusterLog {
    /** How many lines are kept. */
    public static final int LINES_MAX = 1024;

    private final AtomicReferenceArray<LogLine> ring = new AtomicReferenceArray<>(LINES_MAX);
    private volatile long lastUid;

    /** No lines. */
    public ClusterLog() {}

    /** Number of the newest line; 0 before the first. */
    public long lastUid() {
        return lastUid;
    }

    /** At most {@code count} lines, the newest first. */
    public List<LogLine> newest(int count) {
        List<LogLine> lines = new ArrayList<>();
        for (long uid = lastUid; uid > 0 && lines.size() < count; uid--) {
            LogLine line = ring.getAcquire(slot(uid));
            // Another number in the slot: the writer has lapped us, older lines are gone.
            if (line == null || line.uid() != uid) {
                break;
            }
            lines.add(line);
        }
        return lines;
    }

    /** Lines up to this number have been dropped. */
    public long droppedThrough() {
        return Math.max(0, lastUid - LINES_MAX);
    }

    /** Adds the line that an entry brings. */
    public LogLine append(Entry entry, Mutation.LogMessage message) {
        LogLine line =
                new LogLine(
                        lastUid + 1,
                        entry.index(),
                        entry.timeSeconds(),
                        message.priority(),
                        message.pid(),
                        message.node(),
                        message.user(),
                        message.tag(),
                        message.text());
        restore(line);
        return line;
    }

    /** Puts back a line with a higher number than all before. */
    public void restore(LogLine line) {
        ring.setRelease(slot(line.uid()), line);
        lastUid = line.uid();
    }

    private static int slot(long uid) {
        return (int) (uid % LINES_MAX);
    }
}
