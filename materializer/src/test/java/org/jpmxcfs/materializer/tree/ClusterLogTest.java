package org.jpmxcfs.materializer.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.materializer.views.ClusterLog;
import org.jpmxcfs.materializer.views.LogLine;
import org.junit.jupiter.api.Test;

/** The cluster log keeps its newest lines, newest first. */
class ClusterLogTest {
    private final TreeDriver t = new TreeDriver();

    private void log(int count) {
        for (int i = 0; i < count; i++) {
            t.apply(new Mutation.LogMessage(6, 1, "n1", "root", "tag", "text"));
        }
    }

    @Test
    void shouldShowTheNewestFirst() {
        // given
        log(3);

        // when
        List<LogLine> lines = t.tree.clusterLog().newest(2);

        // then
        assertEquals(List.of(3L, 2L), lines.stream().map(LogLine::uid).toList());
        assertEquals(3, t.tree.clusterLog().lastUid());
    }

    @Test
    void shouldDropTheOldestBeyondItsBound() {
        // given
        log(10);
        t.flush();
        log(ClusterLog.LINES_MAX);

        // when
        Changes changes = t.flush();

        // then
        List<LogLine> lines = t.tree.clusterLog().newest(Integer.MAX_VALUE);
        assertEquals(ClusterLog.LINES_MAX, lines.size());
        assertEquals(11, lines.get(lines.size() - 1).uid());
        assertEquals(10, changes.logDroppedThrough());
        assertEquals(ClusterLog.LINES_MAX, changes.logLines().size());
        assertEquals(lines, t.store.load(0).clusterLog().newest(Integer.MAX_VALUE));
    }

    @Test
    void shouldNotDrainLinesThatAreTooOldAlready() {
        // given
        log(ClusterLog.LINES_MAX + 5);

        // when
        Changes changes = t.flush();

        // then
        assertEquals(ClusterLog.LINES_MAX, changes.logLines().size());
        assertEquals(6, changes.logLines().get(0).uid());
    }
}
