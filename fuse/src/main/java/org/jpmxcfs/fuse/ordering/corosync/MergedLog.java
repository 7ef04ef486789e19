package org.jpmxcfs.fuse.ordering.corosync;

import java.util.List;
import java.util.function.Supplier;
import org.jpmxcfs.materializer.views.LogLine;

/**
 * The cluster log as the nodes have merged it, in the shape in which it is shown; made anew only
 * when it has changed. Any thread.
 */
final class MergedLog {
    private final Supplier<List<org.jpmxcfs.transport.corosync.wire.LogLine>> source;
    private volatile Shown last = new Shown(null, List.of());

    private record Shown(
            List<org.jpmxcfs.transport.corosync.wire.LogLine> of, List<LogLine> lines) {}

    /** Shows these lines, a list that is never changed but replaced. */
    MergedLog(Supplier<List<org.jpmxcfs.transport.corosync.wire.LogLine>> source) {
        this.source = source;
    }

    /** The lines, the newest first. */
    List<LogLine> lines() {
        List<org.jpmxcfs.transport.corosync.wire.LogLine> present = source.get();
        Shown shown = last;
        if (shown.of != present) {
            shown = new Shown(present, present.stream().map(MergedLog::shown).toList());
            last = shown;
        }
        return shown.lines;
    }

    // It has no place in the journal of this node.
    private static LogLine shown(org.jpmxcfs.transport.corosync.wire.LogLine line) {
        return new LogLine(
                Integer.toUnsignedLong(line.uid()),
                0,
                Integer.toUnsignedLong(line.seconds()),
                line.priority(),
                line.pid(),
                line.node(),
                line.user(),
                line.tag(),
                line.text());
    }
}
