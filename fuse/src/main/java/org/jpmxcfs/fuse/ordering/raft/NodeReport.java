package org.jpmxcfs.fuse.ordering.raft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.transport.raft.node.ClusterStatus;

/**
 * What a node tells the others about itself, about once a second.
 *
 * @param role what it is in its term, in lower case: {@code leader}, {@code follower} or a
 *     candidate
 * @param term newest term that it knows
 * @param lastIndex newest entry of its journal
 * @param committedIndex newest entry that it knows to be final
 * @param appliedIndex newest entry that its state has
 * @param isTrusted whether its acknowledgements count: not before it has caught up after a power
 *     failure
 * @param isDivergent whether its state was found to differ from that of the majority
 * @param certificateEndTime when its certificate expires, in seconds since 1970
 */
record NodeReport(
        String role,
        long term,
        long lastIndex,
        long committedIndex,
        long appliedIndex,
        boolean isTrusted,
        boolean isDivergent,
        long certificateEndTime) {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /** The report of this node. */
    static NodeReport of(ClusterStatus status, boolean isDivergent, X509Certificate certificate) {
        return new NodeReport(
                ClusterFacts.role(status),
                status.term(),
                status.lastIndex(),
                status.committedIndex(),
                status.appliedIndex(),
                !status.doubtful(),
                isDivergent,
                TimeUnit.MILLISECONDS.toSeconds(certificate.getNotAfter().getTime()));
    }

    /** As bytes for the wire. */
    byte[] toBytes() {
        ObjectNode json = JSON.createObjectNode();
        putInto(json);
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a JSON tree cannot be written", impossible);
        }
    }

    /** As fields of an object. */
    void putInto(ObjectNode json) {
        json.put("role", role);
        json.put("term", term);
        json.put("lastIndex", lastIndex);
        json.put("committedIndex", committedIndex);
        json.put("appliedIndex", appliedIndex);
        json.put("trusted", isTrusted);
        json.put("divergent", isDivergent);
        json.put("certificateEndTime", certificateEndTime);
    }

    /** The report that bytes from another node spell; empty where they spell none. */
    static Optional<NodeReport> of(byte[] bytes) {
        try {
            JsonNode json = JSON.readTree(bytes);
            if (json == null || !json.isObject()) {
                return Optional.empty();
            }
            return Optional.of(
                    new NodeReport(
                            json.path("role").asText(""),
                            json.path("term").asLong(),
                            json.path("lastIndex").asLong(),
                            json.path("committedIndex").asLong(),
                            json.path("appliedIndex").asLong(),
                            json.path("trusted").asBoolean(),
                            json.path("divergent").asBoolean(),
                            json.path("certificateEndTime").asLong()));
        } catch (IOException noJson) {
            return Optional.empty();
        }
    }
}
