package org.jpmxcfs.materializer.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jpmxcfs.log.model.Mutation;
import org.junit.jupiter.api.Test;

class NodeNamesTest {
    private final Story story = new Story();

    @Test
    void shouldTakeNamesFromTheClustersConfiguration() throws Exception {
        // given
        story.create(
                "corosync.conf",
                """
                totem {
                  cluster_name: name
                }
                nodelist {
                  node {
                    name: alpha
                    nodeid: 1
                  }
                  node {
                    nodeid: 2
                    name: beta
                  }
                }
                """);

        // when
        NodeNames names = names();

        // then
        assertEquals("alpha", names.of(1));
        assertEquals("beta", names.of(2));
        assertEquals("3", names.of(3));
        assertEquals("4294967295", names.of(-1));
    }

    @Test
    void shouldNameTheOnlyNodeByItsLogOnlyWhileItIsTheOnlyOne() throws Exception {
        // given
        story.add(new Mutation.LogMessage(6, 1, "alpha", "root", "t", "text"));
        String alone = names().of(0);
        story.add(new Mutation.LogMessage(6, 1, "beta", "root", "t", "text"));

        // when
        String together = names().of(0);

        // then
        assertEquals("alpha", alone);
        assertEquals("0", together);
    }

    private NodeNames names() throws Exception {
        try (Past past = story.past();
                Walk walk = past.at(past.lastIndex(), Progress.NONE)) {
            return NodeNames.of(walk.tree());
        }
    }
}
