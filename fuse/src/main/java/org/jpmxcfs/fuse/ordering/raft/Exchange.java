package org.jpmxcfs.fuse.ordering.raft;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.transport.broadcast.StatusEntries;
import org.jpmxcfs.transport.broadcast.StatusListener;
import org.jpmxcfs.transport.broadcast.StatusRefusal;
import org.jpmxcfs.transport.raft.node.ClusterListener;
import org.jpmxcfs.transport.raft.node.ClusterStatus;
import org.jpmxcfs.transport.raft.node.Links;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the nodes of a cluster tell each other without keeping it: the status entries of Proxmox's
 * tools, and reports about themselves. The first character of a published key says which it is.
 */
final class Exchange implements ClusterListener {
    /** Key of a node's report. */
    static final String REPORT_KEY = "r";

    /** Key of the checksums of a node's state. */
    static final String CHECKSUMS_KEY = "c";

    /** Key of the digest of a node's state. */
    static final String DIGEST_KEY = "d";

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final char STATUS = 's';

    private final StatusEntries entries;
    private final Reports reports;
    private final Divergence divergence;
    private final Verification verification;
    private final IntFunction<String> names;
    private ClusterStatus last; // loop thread only; null before the first

    // Loop thread only: status entries of members whose name this node is still to learn. A node
    // that joins is linked before it knows who the members are, and is told each value once.
    private final Map<Integer, Map<String, byte[]>> early = new HashMap<>();

    /**
     * Puts what comes in where it belongs.
     *
     * @param names name of a member by its id; empty for none
     */
    Exchange(
            StatusEntries entries,
            Reports reports,
            Divergence divergence,
            Verification verification,
            IntFunction<String> names) {
        this.entries = entries;
        this.reports = reports;
        this.divergence = divergence;
        this.verification = verification;
        this.names = names;
    }

    /** Tells the other members of each status entry that is set on this node. */
    StatusListener publisher(Links links) {
        return new StatusListener() {
            @Override
            public void entrySet(String key, byte[] value) {
                publish(links, key, value);
            }
        };
    }

    /** Tells the other members of a status entry of this node. */
    void publish(Links links, String key, byte[] value) {
        links.publish(STATUS + key, value);
    }

    @Override
    public void published(int from, String key, byte[] value) {
        switch (key) {
            case REPORT_KEY -> reports.receive(from, value);
            case CHECKSUMS_KEY -> divergence.received(from, value);
            case DIGEST_KEY -> verification.received(from, value);
            default -> {
                if (key.charAt(0) == STATUS && key.length() > 1) {
                    receiveStatus(from, key.substring(1), value);
                }
            }
        }
    }

    @Override
    public void restarted(int member) {
        reports.forget(member);
        early.remove(member);
        divergence.forget(member);
        verification.forget(member);
        String name = names.apply(member);
        if (!name.isEmpty()) {
            entries.forget(Names.ofText(name));
        }
    }

    @Override
    public void linked(int member, boolean isUp) {
        if (!isUp) {
            early.remove(member); // all will be told again with the next link
        }
        LOG.info("node {} is {}", nameFor(member), isUp ? "online" : "offline");
    }

    @Override
    public void changed(ClusterStatus status) {
        if (last == null || status.quorate() != last.quorate()) {
            LOG.info(
                    status.quorate()
                            ? "the cluster has quorum: changes are accepted"
                            : "the cluster has no quorum: read-only");
        }
        if (status.leader() != 0 && (last == null || status.leader() != last.leader())) {
            LOG.info("node {} leads in term {}", nameFor(status.leader()), status.term());
        }
        if (!status.trouble().isEmpty() && (last == null || last.trouble().isEmpty())) {
            LOG.error("this node takes no part in the cluster: {}", status.trouble());
        }
        divergence.members(status.members().stream().map(Member::id).toList());
        last = status;
        takeEarly();
    }

    private void takeEarly() {
        for (int from : List.copyOf(early.keySet())) {
            if (!names.apply(from).isEmpty()) {
                early.remove(from).forEach((key, value) -> receiveStatus(from, key, value));
            }
        }
    }

    private void receiveStatus(int from, String key, byte[] value) {
        String name = names.apply(from);
        if (name.isEmpty()) {
            Map<String, byte[]> kept = early.computeIfAbsent(from, id -> new HashMap<>());
            if (kept.size() < StatusEntries.KEYS_MAX || kept.containsKey(key)) {
                kept.put(key, value);
            }
            return;
        }
        Optional<StatusRefusal> refusal = entries.receive(Names.ofText(name), key, value);
        refusal.ifPresent(why -> LOG.debug("status entry {} of {} refused: {}", key, name, why));
    }

    private String nameFor(int member) {
        String name = names.apply(member);
        return name.isEmpty() ? "with id " + Integer.toUnsignedLong(member) : name;
    }
}
