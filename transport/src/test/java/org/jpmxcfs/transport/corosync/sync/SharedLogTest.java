package org.jpmxcfs.transport.corosync.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jpmxcfs.transport.corosync.wire.LogLine;
import org.jpmxcfs.transport.corosync.wire.LogRing;
import org.junit.jupiter.api.Test;

class SharedLogTest {
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());

    private final RandomGenerator random = new SplittableRandom(SEED);

    @Test
    void shouldTakeALineOnce() {
        SharedLog log = new SharedLog();

        assertTrue(log.add(line("n1", 10, 1, "first")));
        assertFalse(log.add(line("n1", 10, 1, "first")));
        assertTrue(log.add(line("n1", 10, 2, "second")));
        assertTrue(log.add(line("n2", 5, 1, "of another node")));
        assertFalse(log.add(line("n1", 9, 3, "of a clock that was set back")));

        assertEquals(3, log.newestFirst().size());
    }

    @Test
    void shouldBringAllNodesToTheSameLog() {
        for (int round = 0; round < 50; round++) {
            List<SharedLog> logs = List.of(new SharedLog(), new SharedLog(), new SharedLog());
            for (int node = 0; node < logs.size(); node++) {
                int count = random.nextInt(700);
                for (int i = 1; i <= count; i++) {
                    String text = "x".repeat(random.nextInt(300));
                    logs.get(node).add(line("n" + node, 1000 + i / 2, i, text));
                }
            }

            List<LogRing> rings = merge(logs);

            assertEquals(1, new HashSet<>(rings).size(), "seed " + SEED);
            List<LogLine> lines = rings.get(0).newestFirst();
            for (int i = 1; i < lines.size(); i++) {
                assertTrue(lines.get(i).seconds() <= lines.get(i - 1).seconds(), "seed " + SEED);
            }
        }
    }

    @Test
    void shouldKnowAfterAMergeWhatIsNews() {
        SharedLog mine = new SharedLog();
        SharedLog other = new SharedLog();
        other.add(line("n2", 20, 7, "seven"));

        merge(List.of(mine, other));

        assertFalse(mine.add(line("n2", 20, 7, "seven")));
        assertTrue(mine.add(line("n2", 20, 8, "eight")));
    }

    private static List<LogRing> merge(List<SharedLog> logs) {
        List<LogRing> states = logs.stream().map(SharedLog::sorted).toList();
        List<LogRing> merged = new ArrayList<>();
        for (SharedLog log : logs) {
            List<LogRing> others = new ArrayList<>(states);
            others.set(logs.indexOf(log), null);
            log.merge(others);
            merged.add(log.sorted());
        }
        return merged;
    }

    private static LogLine line(String node, int seconds, int uid, String text) {
        return LogLine.fitting(uid, seconds, 1, 6, node, "root@pam", "test", text);
    }
}
