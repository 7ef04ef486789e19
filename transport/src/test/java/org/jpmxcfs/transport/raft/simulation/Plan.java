package org.jpmxcfs.transport.raft.simulation;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jpmxcfs.transport.raft.core.Settings;

/**
 * What a run is made of.
 *
 * @param nodeCount voters at the start: 3, 5 or 7
 * @param spareCount further nodes that may join
 * @param syncsAlways whether an acknowledgement waits for the disk; else a power cut leaves doubt
 * @param lossPercent messages lost
 * @param duplicatePercent messages that arrive twice
 * @param delayMaxMillis usual delay of a message; a few take ten times as long
 * @param faultEveryMillis mean time between two faults
 * @param faultMillis how long faults happen
 * @param membersChange whether nodes join and leave
 * @param batchCountMax entries in one message
 * @param journalCountMax entries in the journal before it is cut
 * @param sabotage what is broken on purpose
 */
record Plan(
        int nodeCount,
        int spareCount,
        boolean syncsAlways,
        int lossPercent,
        int duplicatePercent,
        int delayMaxMillis,
        int faultEveryMillis,
        int faultMillis,
        boolean membersChange,
        int batchCountMax,
        int journalCountMax,
        SabotageKind sabotage) {

    /** What is broken on purpose, to see that it is noticed. */
    enum SabotageKind {
        NOTHING,
        VOTE_NOT_STORED,
        OLDER_TERM_COMMITTED,
        COMMITTED_TRUNCATED
    }

    static Plan random(RandomGenerator random, SabotageKind sabotage) {
        boolean membersChange = random.nextInt(3) == 0;
        return new Plan(
                3 + 2 * random.nextInt(3),
                membersChange ? 2 : 0,
                random.nextBoolean(),
                random.nextBoolean() ? 0 : random.nextInt(20),
                random.nextBoolean() ? 0 : random.nextInt(20),
                1 + random.nextInt(30),
                100 + random.nextInt(900),
                3000 + random.nextInt(7000),
                membersChange,
                random.nextInt(3) == 0 ? 1 : 16,
                random.nextBoolean() ? 30 : 100_000,
                sabotage);
    }

    /** A calm cluster, for scenarios that bring their own faults. */
    static Plan calm(int nodeCount) {
        return new Plan(
                nodeCount, 2, true, 0, 0, 2, 0, 0, false, 16, 100_000, SabotageKind.NOTHING);
    }

    /** A calm cluster that replicates entries one by one. */
    static Plan oneByOne(int nodeCount, SabotageKind sabotage) {
        return new Plan(nodeCount, 0, true, 0, 0, 2, 0, 0, false, 1, 100_000, sabotage);
    }

    Plan withJournalCountMax(int count) {
        return new Plan(
                nodeCount,
                spareCount,
                syncsAlways,
                lossPercent,
                duplicatePercent,
                delayMaxMillis,
                faultEveryMillis,
                faultMillis,
                membersChange,
                batchCountMax,
                count,
                sabotage);
    }

    Plan withSyncsAlways(boolean always) {
        return new Plan(
                nodeCount,
                spareCount,
                always,
                lossPercent,
                duplicatePercent,
                delayMaxMillis,
                faultEveryMillis,
                faultMillis,
                membersChange,
                batchCountMax,
                journalCountMax,
                sabotage);
    }

    /** Times as in production, bounds so small that a short run meets them. */
    Settings settings() {
        return new Settings(
                TimeUnit.MILLISECONDS.toNanos(100),
                TimeUnit.MILLISECONDS.toNanos(300),
                TimeUnit.MILLISECONDS.toNanos(600),
                TimeUnit.MILLISECONDS.toNanos(500),
                TimeUnit.MILLISECONDS.toNanos(2),
                4 << 10,
                batchCountMax,
                16 << 10,
                8 << 10,
                64 << 10,
                300,
                400);
    }
}
