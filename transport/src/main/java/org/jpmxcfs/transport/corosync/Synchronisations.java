package org.jpmxcfs.transport.corosync;

import java.util.List;
import org.jpmxcfs.transport.corosync.sync.Mode;
import org.jpmxcfs.transport.corosync.wire.Peer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the group of the tree is doing, for logs and for whoever asks; any thread may ask. */
public final class Synchronisations {
    private static final Logger LOG = LoggerFactory.getLogger(Synchronisations.class);

    /**
     * How a synchronisation has come out.
     *
     * @param leader node whose tree the others follow
     * @param syncedCount members whose trees equalled it
     * @param memberCount members in all
     * @param putCount rows that this node has taken over; 0 where it was in step
     * @param removedCount rows that this node has given up
     * @param seconds when, since 1970
     */
    public record Last(
            int leader,
            int syncedCount,
            int memberCount,
            int putCount,
            int removedCount,
            long seconds) {}

    /**
     * How a verification has come out on this node.
     *
     * @param count which it was since the start, 1 and up
     * @param asker node that asked for it
     * @param seconds when, since 1970
     */
    public record Verified(long count, int asker, boolean matches, long seconds) {}

    private volatile Mode mode = Mode.START;
    private volatile List<Peer> members = List.of();
    private volatile Last last; // null before the first
    private volatile Verified verified; // null before the first
    private volatile String trouble = "";

    /** Where the group stands. */
    public Mode mode() {
        return mode;
    }

    /** The members of the group. */
    public List<Peer> members() {
        return members;
    }

    /** The last synchronisation; null before the first. */
    public Last last() {
        return last;
    }

    /** The last verification; null before the first. */
    public Verified verified() {
        return verified;
    }

    /** Why this node takes no part until it is started again; empty while it does. */
    public String trouble() {
        return trouble;
    }

    void mode(Mode now) {
        mode = now;
        LOG.debug("mode {}", now);
    }

    void members(List<Peer> now) {
        members = List.copyOf(now);
    }

    void trouble(String reason) {
        trouble = reason;
    }

    void leaderFound(Peer leader, List<Peer> synced, List<Peer> all) {
        last = new Last(leader.nodeId(), synced.size(), all.size(), 0, 0, seconds());
        LOG.info(
                "synchronising {} members: node {} leads, {} equal to it",
                all.size(),
                leader.nodeId(),
                synced.size());
    }

    void tookOver(int leader, int putCount, int removedCount) {
        Last found = last;
        int synced = found == null ? 0 : found.syncedCount();
        int all = found == null ? 0 : found.memberCount();
        last = new Last(leader, synced, all, putCount, removedCount, seconds());
        LOG.info("state of node {} taken over: {} put, {} removed", leader, putCount, removedCount);
    }

    void sameTree(List<Peer> equal) {
        LOG.info("{} members have the tree of this node", equal.size());
    }

    void verified(int asker, boolean matches) {
        Verified before = verified;
        long count = before == null ? 1 : before.count() + 1;
        verified = new Verified(count, asker, matches, seconds());
        if (matches) {
            LOG.info("verification asked for by node {}: equal", asker);
        } else {
            LOG.error(
                    "verification asked for by node {}: the tree of this node differs, the cluster's"
                            + " is taken over",
                    asker);
        }
    }

    private static long seconds() {
        return System.currentTimeMillis() / 1000;
    }
}
