package org.jpmxcfs.transport.raft.core;

import java.util.random.RandomGenerator;

/** Replicas that are broken on purpose, to see that the simulation notices. */
public final class Sabotage {
    private Sabotage() {}

    /** A replica that, while it leads, commits entries of older terms by counting replicas. */
    public static Replica committingOlderTerms(
            Identity identity,
            Settings settings,
            Recovery recovery,
            Source source,
            Arbiter arbiter,
            RandomGenerator random,
            long nowNanos) {
        CommitRule any = (entryTerm, term) -> true;
        return new Replica(identity, settings, recovery, source, arbiter, random, any, nowNanos);
    }
}
