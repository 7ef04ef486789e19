package org.jpmxcfs.fuse.it.cluster;

import static org.jpmxcfs.fuse.it.cluster.Cluster.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
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
            requireNewStateAfterACrash(cluster, odd);
        }
    }

    /** As a crash leaves it that comes right after the wrong state was given up. */
    private static void requireNewStateAfterACrash(Cluster cluster, Member odd) throws Exception {
        // given
        odd.stop();
        Path file = odd.daemon().data("cluster", "mark.json");
        JsonMapper mapper = JsonMapper.builder().build();
        ObjectNode mark = (ObjectNode) mapper.readTree(Files.readAllBytes(file));
        mark.put("newcomer", true);
        mark.putObject("mark").put("index", 0).put("term", 0).putArray("members");
        Files.write(file, mapper.writeValueAsBytes(mark));
        patiently(() -> Files.writeString(cluster.member(1).path("meanwhile"), "x"));

        // when
        odd.start();

        // then
        assertTrue(odd.daemon().foregroundErr().contains("was found to be wrong before"));
        cluster.awaitQuorate();
        cluster.awaitEqual();
        assertTrue(Files.exists(odd.path("meanwhile")));
    }

    /** The digests of all nodes, as the comparison on demand gives them. */
    private static Set<String> digests(Cluster cluster) throws Exception {
        CommandRun compared =
                cluster.member(2).clusterStatus("--verify", "--json").requireSuccess();
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
