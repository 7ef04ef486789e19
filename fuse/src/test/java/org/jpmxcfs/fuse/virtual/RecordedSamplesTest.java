package org.jpmxcfs.fuse.virtual;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jpmxcfs.fuse.virtual.MembersFile.Member;
import org.jpmxcfs.fuse.virtual.MembersFile.Membership;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.materializer.tree.LockTable;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.tree.TreeLoader;
import org.jpmxcfs.materializer.views.LogLine;
import org.jpmxcfs.transport.broadcast.StatusEntries;
import org.junit.jupiter.api.Test;

/** The virtual files, byte for byte as recorded from pmxcfs 9.1.6. */
class RecordedSamplesTest {
    private static final long STARTED = 1795364846;

    private final Tree tree =
            new TreeLoader().load(inode -> new byte[0], new LockTable(() -> 0), 1 << 20);
    private final StatusEntries entries = new StatusEntries("node1", () -> 0);
    private long index;

    @Test
    void shouldShowVersionOfAFreshNode() throws IOException {
        VersionFile file = new VersionFile(STARTED, () -> 0, () -> tree, entries);

        assertEquals(sample("local-version.json"), text(file));
    }

    @Test
    void shouldShowVersionAndGuestsAfterThreeGuestsWereWritten() throws IOException {
        makeGuest("pve1", "qemu-server", 100);
        makeGuest("pve2", "lxc", 201);
        makeGuest("pve3", "openvz", 302);

        VersionFile version = new VersionFile(STARTED, () -> 0, () -> tree, entries);
        assertEquals(sample("local-version-three.json"), text(version));
        // The order of guests is open; the original's is that of its hash table, ours that of the
        // ids.
        String guests = text(new GuestsFile(tree::guests));
        assertEquals(sorted(sample("local-vmlist-three.json")), sorted(guests));
    }

    @Test
    void shouldShowAnEmptyGuestList() throws IOException {
        assertEquals(sample("local-vmlist.json"), text(new GuestsFile(tree::guests)));
    }

    @Test
    void shouldShowKeyVersionsOfEachNode() throws IOException {
        entries.receive("node3", "removed", new byte[0]);
        VersionFile file = new VersionFile(1795363087, () -> 13, () -> tree, entries);

        // The recorded node had loaded its tree three times, so its counters stand at 3.
        String recorded = sample("cluster-node1-version.json").replaceAll("\": 3,", "\": 1,");
        assertEquals(recorded, text(file));
    }

    @Test
    void shouldShowMembersOfASingleNode() throws IOException {
        MembersFile file = new MembersFile(() -> Membership.single("node1"));

        assertEquals(sample("local-members.json"), text(file));
    }

    @Test
    void shouldShowMembersOfACluster() throws IOException {
        List<Member> members =
                List.of(
                        new Member("node1", 1, true, "10.77.0.1"),
                        new Member("node2", 2, true, "10.77.0.2"),
                        new Member("node3", 3, true, "10.77.0.3"));
        MembersFile file =
                new MembersFile(() -> new Membership("node1", 13, "bench", 1, true, members));

        assertEquals(sample("cluster-node1-members.json"), text(file));
    }

    @Test
    void shouldShowTheClusterLog() throws IOException {
        List<LogLine> lines =
                List.of(
                        started(1795363089, 5460, "node3"),
                        started(1795363088, 5452, "node2"),
                        started(1795363087, 5448, "node1"));

        String text = new String(ClusterLogFile.render(lines), StandardCharsets.UTF_8);

        assertEquals(sample("cluster-node1-clusterlog.json"), text);
    }

    @Test
    void shouldKeepLogTextValidJsonAndDecodeEscapedCharacters() {
        LogLine line = new LogLine(1, 1, 2, 6, 3, "n", "u", "t", "a\\u00e9 \\x \"q\" C:\\new");

        String text = new String(ClusterLogFile.render(List.of(line)), StandardCharsets.UTF_8);

        assertEquals(
                "{\n"
                        + "\"data\": [\n"
                        + "{\"uid\": 1, \"time\": 2, \"pri\": 6, \"tag\": \"t\", \"pid\": 3, \"node\":"
                        + " \"n\", \"user\": \"u\", \"msg\": \"a\\u00E9 \\\\x \\\"q\\\" C:\\\\n"
                        + "ew\"}\n"
                        + "]\n"
                        + "}\n",
                text);
    }

    private static LogLine started(long time, int pid, String node) {
        return new LogLine(1, 1, time, 6, pid, node, "root", "cluster", "starting cluster log");
    }

    private void makeGuest(String node, String type, int id) {
        String directory = "nodes/" + node + "/" + type;
        for (String path : List.of("nodes", "nodes/" + node, directory)) {
            apply(new Mutation.MakeDirectory(Location.of(path)));
        }
        Location at = Location.of(directory + "/" + id + ".conf");
        apply(new Mutation.Create(at));
        apply(new Mutation.Write(at, 0, new byte[] {'x'}));
    }

    private void apply(Mutation mutation) {
        index++;
        tree.apply(new Entry(index, 0, 0, 0, STARTED * 1000, mutation));
    }

    private static List<String> sorted(String text) {
        return text.replace(" }}", " },")
                .lines()
                .map(l -> l.replaceAll(",$", ""))
                .sorted()
                .toList();
    }

    private static String text(VirtualFile file) {
        return new String(file.content(), StandardCharsets.UTF_8);
    }

    private static String sample(String name) throws IOException {
        try (InputStream in =
                RecordedSamplesTest.class.getResourceAsStream("/conformance/json/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
