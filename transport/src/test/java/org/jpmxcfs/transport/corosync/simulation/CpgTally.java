package org.jpmxcfs.transport.corosync.simulation;

import java.util.Map;
import java.util.TreeMap;

/** What happened in many runs: whether they were worth it. */
final class CpgTally {
    private final Map<String, Integer> leaveReasons = new TreeMap<>();
    private long runs;
    private long acknowledged;
    private long takenAway;
    private long transfers;

    synchronized void add(CpgSimulation run) {
        runs++;
        acknowledged += run.oracle().acknowledgedCount();
        takenAway += run.oracle().takenAwayCount();
        transfers += run.oracle().transferCount();
        run.leaveReasons().forEach((why, count) -> leaveReasons.merge(why, count, Integer::sum));
    }

    synchronized long acknowledged() {
        return acknowledged;
    }

    synchronized long transfers() {
        return transfers;
    }

    @Override
    public synchronized String toString() {
        return runs
                + " runs, "
                + acknowledged
                + " changes acknowledged, "
                + takenAway
                + " taken away and named, "
                + transfers
                + " transfers, leaves: "
                + leaveReasons;
    }
}
