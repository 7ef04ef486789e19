package org.jpmxcfs.fuse.it.cluster;

import static org.jpmxcfs.fuse.it.cluster.Cluster.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.fuse.it.CommandRun;
import org.jpmxcfs.fuse.it.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One of three nodes has another state than the others. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DivergenceIT {
    /** More than lie between two entries at which states are compared. */
    private static final int WRITES = 100;

    @Test
    void shouldReplaceAStateThatDiffersFromThatOfTheMajority() throws Exception {
        try (Cluster cluster = Cluster.of(DivergenceIT.class, 3)) {
            // given
            cluster.awaitEqual();
            Member odd = cluster.member(3);
            odd.stop();
            String database = odd.daemon().data().resolve("config.db").toString();
            CommandRun.of("sqlite3", database, "UPDATE jpmxcfs_state SET checksum = checksum + 1")
                    .requireSuccess();
            odd.start();
            cluster.awaitQuorate();

            // when
            for (int i = 0; i < WRITES; i++) {
                String text = "write " + i;
                patiently(() -> Files.writeString(cluster.member(1).path("counted"), text));
            }

            // then
            Until.holds(
                    "the odd node says so",
                    () ->
                            odd.daemon()
                                    .foregroundErr()
                                    .contains("differs from that of the majority as of entry"));
            cluster.awaitQuorate();
            patiently(() -> Files.writeString(odd.path("back"), "again"));
            cluster.awaitEqual();
            assertEquals(1, digests(cluster).size());
        }
    }

    /** The digests of all nodes, as the comparison on demand gives them. */
    private static Set<String> digests(Cluster cluster) throws Exception {
        CommandRun compared =
                cluster.member(2)
                        .daemon()
                        .run(
                                "cluster",
                                "status",
                                "--verify",
                                "--json",
                                cluster.member(2).path("").toString())
                        .requireSuccess();
        JsonNode status = JsonMapper.builder().build().readTree(compared.out());
        Set<String> digests = new HashSet<>();
        for (JsonNode member : status.get("members")) {
            assertTrue(member.get("online").asBoolean(), member::toString);
            digests.add(member.get("digest").asText());
        }
        assertEquals(3, status.get("members").size());
        return digests;
    }
}
