package org.jpmxcfs.fuse.ordering.raft;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The newest report of each other member. Safe to use from any thread. */
final class Reports {
    private final Map<Integer, NodeReport> byNode = new ConcurrentHashMap<>();

    /** Takes what a member published; nothing that is no report. */
    void receive(int from, byte[] value) {
        NodeReport.of(value).ifPresent(report -> byNode.put(from, report));
    }

    /** A member has started anew: what it told before is void. */
    void forget(int member) {
        byNode.remove(member);
    }

    /** The newest report of a member. */
    Optional<NodeReport> of(int member) {
        return Optional.ofNullable(byNode.get(member));
    }
}
