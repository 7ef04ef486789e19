package org.jpmxcfs.transport.raft.simulation;

/** What happened in many runs, to see that they are worth something. */
final class Tally {
    private long runs;
    private long events;
    private long leaders;
    private long committed;
    private long acknowledged;
    private long refused;

    synchronized void add(Simulation run) {
        runs++;
        events += run.eventCount();
        leaders += run.oracle().leaderCount();
        committed += run.oracle().committedIndex();
        acknowledged += run.oracle().acknowledgedCount();
        refused += run.clients().refusedCount();
    }

    long leaders() {
        return leaders;
    }

    long acknowledged() {
        return acknowledged;
    }

    @Override
    public String toString() {
        return String.format(
                "%d runs, %d events, %d leaders, %d entries committed, %d requests acknowledged,"
                        + " %d refused",
                runs, events, leaders, committed, acknowledged, refused);
    }
}
