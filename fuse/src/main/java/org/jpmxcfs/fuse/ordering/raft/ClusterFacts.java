package org.jpmxcfs.fuse.ordering.raft;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.fuse.membership.ClusterIdentity;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.transport.corosync.conf.CorosyncConf;
import org.jpmxcfs.transport.raft.node.ClusterStatus;
import org.jpmxcfs.transport.raft.node.LinkStatus;

/**
 * What a node knows of its cluster at one moment, for {@code cluster status}.
 *
 * @param config corosync.conf as last applied
 * @param links the links to other members, by node id
 * @param own what this node tells the others of itself
 */
record ClusterFacts(
        ClusterIdentity identity,
        ClusterStatus status,
        Optional<CorosyncConf> config,
        Map<Integer, LinkStatus> links,
        Reports reports,
        Verification verification,
        NodeReport own) {
    private static final String REMOVED =
            "this node was removed from the cluster; stop it and make it a node of its own with"
                    + " 'jpmxcfs cluster leave --to-local'";

    /** Adds {@code cluster}, an object, and {@code members}, an array. */
    void putInto(ObjectNode json) {
        ObjectNode cluster = json.putObject("cluster");
        cluster.put("name", identity.clusterName());
        cluster.put("id", identity.link().clusterId());
        cluster.put("configVersion", config.map(CorosyncConf::configVersion).orElse(0L));
        cluster.put("quorate", status.quorate());
        cluster.put("leader", status.nameOf(status.leader()));
        cluster.put("role", role(status));
        cluster.put("term", status.term());
        cluster.put("trouble", trouble());
        cluster.put("verifiedIndex", verification.index());
        long committed = newestCommitted();
        ArrayNode array = json.putArray("members");
        for (Member member : members()) {
            putMember(member, committed, array.addObject());
        }
    }

    private String trouble() {
        if (own.isDivergent()) {
            return MemberOrder.DIVERGENT;
        }
        int self = identity.link().nodeId();
        return config.isPresent() && config.get().member(self).isEmpty()
                ? REMOVED
                : status.trouble();
    }

    /** What this node is, in lower case. */
    static String role(ClusterStatus status) {
        return status.role().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The members that count, and those that the configuration asks for besides. */
    private List<Member> members() {
        List<Member> present = status.members();
        if (present.isEmpty()) {
            return config.map(CorosyncConf::members).orElse(List.of());
        }
        return present;
    }

    private void putMember(Member member, long committed, ObjectNode json) {
        boolean isSelf = member.id() == status.self();
        LinkStatus link = links.get(member.id());
        json.put("name", member.name());
        json.put("id", Integer.toUnsignedLong(member.id()));
        json.put("address", member.address());
        json.put("port", member.port());
        json.put("self", isSelf);
        json.put("voter", member.voter());
        boolean isOnline = isSelf || (link != null && link.isUp());
        json.put("online", isOnline);
        long roundTrip = isOnline && !isSelf ? link.roundTripNanos() : 0;
        json.put("roundTripMicros", TimeUnit.NANOSECONDS.toMicros(roundTrip));
        Optional<NodeReport> report = isSelf ? Optional.of(own) : reports.of(member.id());
        report.ifPresent(
                known -> {
                    known.putInto(json);
                    if (!isOnline) {
                        json.put("role", ""); // what it was says nothing of what it is
                    }
                    json.put("lag", Math.max(0, committed - known.appliedIndex()));
                });
        verification.putInto(member.id(), json);
    }

    private long newestCommitted() {
        long newest = status.committedIndex();
        for (Member member : status.members()) {
            long known = reports.of(member.id()).map(NodeReport::committedIndex).orElse(0L);
            newest = Math.max(newest, known);
        }
        return newest;
    }
}
