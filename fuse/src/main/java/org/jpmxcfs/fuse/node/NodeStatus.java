package org.jpmxcfs.fuse.node;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Optional;

/**
 * What a daemon says of itself in {@code .jpmxcfs}, as far as somebody acts on it; all else is
 * shown as it comes.
 *
 * @param node name of the node
 * @param dataDir its data directory
 * @param processId the process that serves; 0 when it does not say
 * @param cluster what it knows of its cluster; null where it serves alone
 * @param members the members of that cluster; empty where it serves alone
 */
public record NodeStatus(
        String node, String dataDir, long processId, Cluster cluster, List<Member> members) {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
                    .build();

    /** Fills in what is not said. */
    public NodeStatus {
        node = node == null ? "" : node;
        dataDir = dataDir == null ? "" : dataDir;
        members = members == null ? List.of() : List.copyOf(members);
    }

    /**
     * The cluster as one member sees it.
     *
     * @param engine what orders; null for the order of {@code jpmxcfs cluster}
     * @param verifiedIndex entry of the newest comparison of all states; 0 for none
     * @param verificationEqual what came of it, where the engine says so itself; else null
     */
    public record Cluster(String engine, long verifiedIndex, Boolean verificationEqual) {
        /** Whether Corosync orders. */
        public boolean isCorosync() {
            return "corosync".equals(engine);
        }
    }

    /**
     * A member as another sees it; what is not known of it is null.
     *
     * @param lag how many final entries it has not applied
     * @param roundTripMicros time of a message there and back; 0 when not known
     * @param digestIndex entry of the newest digest of its state that it has told; 0 for none
     * @param digest that digest, in hexadecimal digits
     * @param certificateEndTime when its certificate expires, in seconds since 1970; 0 when not
     *     known
     */
    public record Member(
            String name,
            long id,
            String address,
            int port,
            boolean online,
            String role,
            Long term,
            Long lastIndex,
            Long committedIndex,
            Long appliedIndex,
            Long lag,
            long roundTripMicros,
            long digestIndex,
            String digest,
            long certificateEndTime) {}

    /**
     * Reads what a daemon has said.
     *
     * @throws IllegalArgumentException when it is of another shape
     */
    public static NodeStatus of(JsonNode said) {
        return JSON.convertValue(said, NodeStatus.class);
    }

    /** The cluster, where there is one. */
    public Optional<Cluster> inCluster() {
        return Optional.ofNullable(cluster);
    }

    /** Whether a comparison newer than that of entry {@code previous} has come to its end. */
    public boolean isVerifiedAfter(long previous) {
        if (cluster == null || cluster.verifiedIndex <= previous) {
            return false;
        }
        // With Corosync whoever differs leaves the group by itself.
        return cluster.isCorosync()
                || members.stream()
                        .filter(Member::online)
                        .allMatch(member -> member.digestIndex == cluster.verifiedIndex);
    }

    /** Whether no two members were found to differ in the newest comparison. */
    public boolean isAlike() {
        if (cluster == null || cluster.verifiedIndex == 0) {
            return true;
        }
        boolean isEqual = cluster.verificationEqual == null || cluster.verificationEqual;
        return isEqual
                && members.stream()
                                .filter(member -> member.digestIndex == cluster.verifiedIndex)
                                .map(Member::digest)
                                .distinct()
                                .count()
                        <= 1;
    }
}
