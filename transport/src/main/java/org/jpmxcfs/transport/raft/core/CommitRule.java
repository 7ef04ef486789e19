package org.jpmxcfs.transport.raft.core;

/** Which entries a leader may commit by counting replicas. */
@FunctionalInterface
interface CommitRule {
    /** Only those of its own term; older ones are committed with them (3.6.2). */
    CommitRule OWN_TERM = (entryTerm, term) -> entryTerm == term;

    boolean allows(long entryTerm, long term);
}
