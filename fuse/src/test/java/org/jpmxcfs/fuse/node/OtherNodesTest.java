package org.jpmxcfs.fuse.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.jpmxcfs.fuse.store.StoredNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherNodesTest {
    @TempDir Path dataDir;

    @Test
    void shouldSayHowGuestsFollowARenamedHost() throws Exception {
        try (StoredNode node = StoredNode.open(dataDir)) {
            // given
            for (String name : List.of("nodes", "nodes/old", "nodes/old/lxc")) {
                node.makeDirectory(name);
            }
            node.create("nodes/old/lxc/101.conf");
            OtherNodes seenByNew = new OtherNodes(node.materializer.tree(), "new");

            // when, then
            assertEquals(
                    List.of(
                            "all guests are those of another name, and this node is new; if this"
                                    + " host was renamed, bring them here with: mkdir -p"
                                    + " /etc/pve/nodes/new/lxc && mv"
                                    + " /etc/pve/nodes/old/lxc/*.conf /etc/pve/nodes/new/lxc/"),
                    seenByNew.renamed(Path.of("/etc/pve")));
            assertEquals(
                    List.of(),
                    new OtherNodes(node.materializer.tree(), "old").renamed(Path.of("/etc/pve")));

            node.makeDirectory("nodes/third");
            node.makeDirectory("nodes/third/lxc");
            node.create("nodes/third/lxc/102.conf");
            assertEquals(List.of(), seenByNew.renamed(Path.of("/etc/pve")));
        }
    }

    @Test
    void shouldListTheFilesOfOtherNodesOnlyWhereTheTreeNamesACluster() throws Exception {
        try (StoredNode node = StoredNode.open(dataDir)) {
            // given
            for (String name :
                    List.of(
                            "nodes",
                            "nodes/node1",
                            "nodes/node2",
                            "nodes/node2/lxc",
                            "nodes/node3")) {
                node.makeDirectory(name);
            }
            node.create("nodes/node1/config");
            node.create("nodes/node2/config");
            node.create("nodes/node2/lxc/101.conf");
            OtherNodes others = new OtherNodes(node.materializer.tree(), "node1");
            // when
            List<String> alone = others.lines();
            List<String> unwarned = others.warning();
            node.create("corosync.conf");
            List<String> clustered = others.lines();
            // then
            assertEquals(List.of(), alone);
            assertEquals(List.of(), unwarned);
            assertEquals(1, others.warning().size());
            assertEquals(
                    List.of(
                            "nodes/node2 belongs to another node and is kept, 2 files: config,"
                                    + " lxc/101.conf",
                            "nodes/node3 belongs to another node and is kept, without files"),
                    clustered.stream().sorted().toList());
        }
    }
}
