package org.jpmxcfs.transport.corosync.conf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jpmxcfs.log.model.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorosyncConfTest {
    private static final Member NODE1 = new Member(1, "node1", "10.0.0.1", 5410, true);
    private static final Member NODE2 = new Member(2, "node2", "fd00::2", 6000, true);

    /** Spacing, comments, keys and sections that this project knows nothing of. */
    private static final String RICH =
            """
            # by hand, \u00e4nderbar
            totem {
            \tversion:2
              cluster_name:   lab \s
              config_version :  41  \s
              transport: knet
              interface {
                linknumber: 0
                knet_link_priority: 255
              }
            }\r

            quorum {
              provider: corosync_votequorum
              device { \s
                model: net
                net {
                  host: 10.0.0.9
                }
              }
            }
            nodelist {
                # the first
                node {
                  ring1_addr: 192.168.0.1
                  ring0_addr: 10.0.0.1
                  nodeid: 1
                  name: alpha
                }
                node {
                  name: beta
                  nodeid: 4294967295
                  ring0_addr: beta.example.org
                  quorum_votes: 1
                  jpmxcfs_port: 99
                }
                # the end
            }
            something_new {
              a: {}: b
            }\
            """;

    @Test
    void shouldMakeTheFileThatProxmoxMakes() throws Exception {
        // when
        CorosyncConf conf = CorosyncConf.fresh("home", NODE1);

        // then
        assertEquals(
                """
                logging {
                  debug: off
                  to_syslog: yes
                }

                nodelist {
                  node {
                    name: node1
                    nodeid: 1
                    quorum_votes: 1
                    ring0_addr: 10.0.0.1
                  }
                }

                quorum {
                  provider: corosync_votequorum
                }

                totem {
                  cluster_name: home
                  config_version: 1
                  interface {
                    linknumber: 0
                  }
                  ip_version: ipv4-6
                  link_mode: passive
                  secauth: on
                  version: 2
                }
                """,
                text(conf));
        assertEquals(List.of(NODE1), conf.members());
        assertEquals("home", conf.clusterName());
    }

    @Test
    void shouldKeepWhatItDoesNotKnow() throws Exception {
        // given
        byte[] bytes = RICH.getBytes(StandardCharsets.ISO_8859_1);

        // when
        CorosyncConf conf = CorosyncConf.parse(bytes);

        // then
        assertArrayEquals(bytes, conf.toBytes());
        assertEquals(
                List.of(
                        new Member(1, "alpha", "10.0.0.1", 5410, true),
                        new Member(-1, "beta", "beta.example.org", 99, true)),
                conf.members());
        assertEquals(41, conf.configVersion());
        assertEquals(2, conf.nextNodeId(Set.of()));
        assertEquals(4, conf.nextNodeId(Set.of(0, 2, 3)));
        assertEquals("lab", conf.clusterName());
    }

    @Test
    void shouldNameTheRulesThatItDoesNotFollow() throws Exception {
        // given
        String rules =
                """
                quorum {
                  provider: corosync_votequorum
                  two_node: 1
                  wait_for_all: 0
                  expected_votes: 2
                """;

        // when
        List<String> lines =
                parse(RICH.replace("quorum {\n  provider: corosync_votequorum\n", rules))
                        .withoutEffect();

        // then
        assertEquals(
                List.of(
                        "corosync.conf, line 15: two_node: 1 has no effect; each node has 1 vote,"
                                + " and a majority of all nodes decides",
                        "corosync.conf, line 18: the quorum device has no effect; each node has 1"
                                + " vote, and a majority of all nodes decides"),
                lines);
        assertEquals(List.of(), CorosyncConf.fresh("home", NODE1).withoutEffect());
    }

    @Test
    void shouldChangeOnlyTheLinesOfAnEdit() throws Exception {
        // given
        CorosyncConf conf = parse(RICH.replace("4294967295", "7"));

        // when
        CorosyncConf more = conf.withNode(NODE2);
        CorosyncConf less = more.withoutNode("beta");

        // then
        assertEquals(8, conf.nextNodeId(Set.of()));
        assertEquals(21, conf.nextNodeId(Set.of(3, 20)));
        assertEquals(
                text(conf)
                        .replace("config_version :  41", "config_version :  42")
                        .replace(
                                "    # the end",
                                """
                                    node {
                                      jpmxcfs_port: 6000
                                      name: node2
                                      nodeid: 2
                                      quorum_votes: 1
                                      ring0_addr: fd00::2
                                    }
                                    # the end
                                """
                                        .stripTrailing()),
                text(more));
        assertEquals(43, less.configVersion());
        assertEquals(List.of("alpha", "node2"), less.members().stream().map(Member::name).toList());
        assertTrue(text(less).contains("# the end"));
        assertEquals(NODE2, less.member("node2").orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nodeid: 1    | nodeid: 0            | 9: nodeid is not a number from 1 to"
                        + " 4294967295",
                "nodeid: 1    | nodeid: x            | 9: nodeid is not a number from 1 to"
                        + " 4294967295",
                "nodeid: 1    | nodeid: 4294967296   | 9: nodeid is not a number from 1 to"
                        + " 4294967295",
                "nodeid: 1    | # nothing            | 7: section 'node' has no nodeid",
                "quorum_votes: 1 | quorum_votes: 2   | 10: quorum_votes is 2; each node must have"
                        + " exactly 1 vote",
                "quorum_votes: 1 | name: again       | 10: name is given already, at line 8",
                "ring0_addr: 10.0.0.1 | a: b         | 7: section 'node' has no ring0_addr",
                "ring0_addr: 10.0.0.1 | ring0_addr:  | 11: ring0_addr is empty",
                "ring0_addr: 10.0.0.1 | ring0_addr: a b | 11: ring0_addr is neither an IP address"
                        + " nor a host name",
                "name: node1  | name: -              | 8: a node's name has up to 63 letters,"
                        + " digits and hyphens",
                "config_version: 1 | config_version: -1 | 21: config_version is not a number from 0"
                        + " to 9007199254740992",
                "debug: off   | debug = off          | 2: neither 'section {' nor '}' nor 'key:"
                        + " value' nor a '#' comment",
                "quorum {     | totem {              | 19: section 'totem' is there already, at"
                        + " line 15",
                "debug: off   | }                    | 4: '}' without a section to close",
                "debug: off   | deep {               | 1: section 'logging' is never closed by '}'",
                "debug: off   | deep { a: b          | 2: a section opens by its name and a '{' at"
                        + " the end"
            })
    void shouldSayWhereTheFileIsWrong(String right, String wrong, String message) throws Exception {
        // given
        String text = text(CorosyncConf.fresh("home", NODE1)).replace(right, wrong);

        // when
        CorosyncException refused = assertThrows(CorosyncException.class, () -> parse(text));

        // then
        assertEquals("corosync.conf, line " + message, refused.getMessage());
    }

    @Test
    void shouldRefuseWhatIsTaken() throws Exception {
        // given
        CorosyncConf conf = CorosyncConf.fresh("home", NODE1);

        // when / then
        assertRefused("node name node1 is taken", () -> conf.withNode(NODE1));
        assertRefused(
                "node id 1 is taken",
                () -> conf.withNode(new Member(1, "node2", "10.0.0.2", 5410, true)));
        assertRefused(
                "address 10.0.0.1 port 5410 is taken",
                () -> conf.withNode(new Member(2, "node2", "10.0.0.1", 5410, true)));
        assertRefused("names no node node9", () -> conf.withoutNode("node9"));
        assertRefused("names no node", () -> conf.withoutNode("node1"));
        assertRefused("up to 15 letters", () -> CorosyncConf.fresh("a".repeat(16), NODE1));
    }

    @Test
    void shouldHoldThirtyTwoNodes() throws Exception {
        // given
        CorosyncConf conf = CorosyncConf.fresh("home", node(1));

        // when
        for (int id = 2; id <= CorosyncConf.NODES_MAX; id++) {
            conf = conf.withNode(node(id));
        }

        // then
        CorosyncConf full = conf;
        assertEquals(32, full.members().size());
        assertRefused("more than 32 nodes", () -> full.withNode(node(33)));
    }

    @Test
    void shouldRefuseWhatIsNotText() {
        assertRefused("line 2: not text: it holds a byte 0", () -> parse("totem {\n\0\n}"));
        assertRefused("no section 'totem'", () -> parse(""));
        assertRefused("nested too deep", () -> parse("a {\n".repeat(1000)));
        assertRefused("larger than 1 MiB", () -> parse("\n".repeat((1 << 20) + 1)));
    }

    @Test
    void shouldRefuseOrKeepAnyChange() throws Exception {
        // given
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] rich = RICH.getBytes(StandardCharsets.ISO_8859_1);
        String places = "{}:#\n\r\t 09aZ\0\u00ff";

        for (int i = 0; i < 4_000; i++) {
            // when
            byte[] changed = rich.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                changed[random.nextInt(changed.length)] =
                        (byte) places.charAt(random.nextInt(places.length()));
            }

            // then
            try {
                CorosyncConf conf = CorosyncConf.parse(changed);
                assertArrayEquals(changed, conf.toBytes(), "seed " + seed);
                assertEquals(
                        conf.members().size() + 1,
                        conf.withNode(new Member(77, "new", "1.2.3.4", 1, true)).members().size(),
                        "seed " + seed);
            } catch (CorosyncException refused) {
                assertEquals(1, refused.getMessage().lines().count(), "seed " + seed);
            } catch (RuntimeException defect) {
                throw new AssertionError("seed " + seed, defect);
            }
        }
    }

    private static Member node(int id) {
        return new Member(id, "node" + id, "10.0.0." + id, 5410, true);
    }

    private static CorosyncConf parse(String text) throws CorosyncException {
        return CorosyncConf.parse(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(CorosyncConf conf) {
        return new String(conf.toBytes(), StandardCharsets.ISO_8859_1);
    }

    private interface Edit {
        Object make() throws CorosyncException;
    }

    private static void assertRefused(String part, Edit edit) {
        String message = assertThrows(CorosyncException.class, edit::make).getMessage();
        assertTrue(message.contains(part), message);
    }
}
