package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.ToIntFunction;
import org.jpmxcfs.transport.ipc.Messages;
import org.jpmxcfs.transport.ipc.qb.AsUser;
import org.jpmxcfs.transport.ipc.qb.QbClient;
import org.jpmxcfs.transport.ipc.qb.QbClient.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What a client on the real libqb sees of a mounted node. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IpcIT {
    private static final int VERSION = 1;
    private static final int MEMBERS = 2;
    private static final int GUESTS = 3;
    private static final int SAMPLES = 10;
    private static final int ENOENT = -2;
    private static final int EINVAL = -22;
    private static final int EFBIG = -27;
    private static final int ENOSPC = -28;
    private static final int HEADER_BYTES = 24;
    private static final int NOBODY = 65534;
    private static final int WWW_DATA = 33;

    private ServingNode serving;
    private Daemon node;

    @BeforeAll
    void start() throws IOException {
        serving = ServingNode.of(IpcIT.class);
        node = serving.daemon();
    }

    @AfterAll
    void stop() throws IOException {
        serving.close();
    }

    @Test
    void shouldAnswerWithTheTextsOfTheMount() throws IOException {
        Files.createDirectories(node.mount("nodes/node1/qemu-server"));
        Files.writeString(node.mount("nodes/node1/qemu-server/100.conf"), "cores: 2\n");
        try (QbClient client = ServingNode.connect()) {
            assertArrayEquals(Files.readAllBytes(node.mount(".members")), data(client, MEMBERS));
            assertArrayEquals(Files.readAllBytes(node.mount(".vmlist")), data(client, GUESTS));
            assertArrayEquals(Files.readAllBytes(node.mount(".version")), data(client, VERSION));
            assertArrayEquals(
                    Files.readAllBytes(node.mount(".clusterlog")),
                    done(client.ask(Messages.readLog(0, ""))));
        }
    }

    @Test
    void shouldShowAChangeThroughTheMountAtOnce() throws IOException {
        Random random = new Random(1);
        Path file = node.mount("storage.cfg");
        try (QbClient client = ServingNode.connect()) {
            byte[] before = data(client, VERSION);
            for (int i = 0; i < 200; i++) {
                byte[] content = new byte[random.nextInt(20_000)];
                random.nextBytes(content);
                Files.write(file, content);
                assertArrayEquals(content, done(client.ask(Messages.readConfig("storage.cfg"))));
            }
            long versions = version(data(client, VERSION)) - version(before);
            assertTrue(versions >= 200, () -> "versions: " + versions);
            Files.delete(file);
            assertEquals(ENOENT, client.ask(Messages.readConfig("storage.cfg")).error());
        }
    }

    @Test
    void shouldKeepStatusEntriesAndSamples() throws IOException {
        try (QbClient client = ServingNode.connect()) {
            byte[] value = "{\"a\":1}\0".getBytes(StandardCharsets.US_ASCII);
            done(client.ask(Messages.setStatus("ceph", value)));
            done(client.ask(Messages.setStatus("ceph", value)));
            assertArrayEquals(value, done(client.ask(Messages.getStatus("node1", "ceph"))));
            assertArrayEquals(value, done(client.ask(Messages.getStatus("", "ceph"))));
            JsonNode shown = json(Files.readAllBytes(node.mount(".version")));
            assertEquals(1, shown.at("/kvstore/node1/ceph").asInt(-1));

            byte[] sample = "1700000000:1:2\0".getBytes(StandardCharsets.US_ASCII);
            done(client.ask(Messages.setStatus("rrd/of-a-test/x", sample)));
            String dump = new String(data(client, SAMPLES), StandardCharsets.US_ASCII);
            assertEquals("of-a-test/x:1700000000:1:2\n\0", dump);

            byte[] tooLarge = new byte[(32 << 10) + 1];
            assertEquals(EFBIG, client.ask(Messages.setStatus("ceph", tooLarge)).error());
            done(client.ask(Messages.setStatus("ceph", new byte[0])));
            assertEquals(ENOENT, client.ask(Messages.getStatus("", "ceph")).error());
        }
    }

    @Test
    void shouldReadPropertiesAndTokens() throws IOException {
        Files.createDirectories(node.mount("nodes/node1/lxc"));
        Files.writeString(
                node.mount("nodes/node1/lxc/200.conf"), "lock: backup\n[old]\nlock: snapshot\n");
        Files.createDirectories(node.mount("priv"));
        Files.writeString(node.mount("priv/token.cfg"), "root@pam!a 1-2\nroot@pam!b 3-4\n");
        try (QbClient client = ServingNode.connect()) {
            JsonNode one = json(done(client.ask(Messages.property(200, "lock"))));
            assertEquals("backup", one.at("/200/lock").asText());
            JsonNode all = json(done(client.ask(Messages.properties(0, "lock", "cores"))));
            assertEquals("backup", all.at("/200/lock").asText());
            assertEquals(ENOENT, client.ask(Messages.property(201, "lock")).error());

            done(client.ask(Messages.verifyToken("root@pam!b 3-4")));
            assertEquals(ENOENT, client.ask(Messages.verifyToken("root@pam!b 3")).error());
        }
    }

    @Test
    void shouldAnswerEveryRequestAndEveryErrorAsPmxcfsDoes() throws Exception {
        IpcTable.prepare(node);
        assertTable(IpcTable.Line::rootErrno);
        AsUser.run(WWW_DATA, WWW_DATA, () -> assertTable(IpcTable.Line::readerErrno));
    }

    private static void assertTable(ToIntFunction<IpcTable.Line> expected) throws IOException {
        try (QbClient client = ServingNode.connect()) {
            for (IpcTable.Line line : IpcTable.lines()) {
                Reply reply = client.ask(line.message());
                assertTrue(reply.result() >= HEADER_BYTES, () -> line.what() + ": " + reply);
                assertEquals(-expected.applyAsInt(line), reply.error(), line.what());
                assertTrue(reply.error() == 0 || reply.data().length == 0, line.what());
            }
        }
    }

    @Test
    void shouldRefuseWhoHasNoBusinessHere() throws Exception {
        for (int[] stranger : new int[][] {{NOBODY, NOBODY}, {1, 0}, {0, 1}}) {
            AsUser.run(
                    stranger[0],
                    stranger[1],
                    () -> assertThrows(IOException.class, ServingNode::connect));
        }
    }

    @Test
    void shouldAnswerOthersWhenAClientLiesAboutSizes() throws IOException {
        try (QbClient honest = ServingNode.connect()) {
            for (int size : new int[] {0, 15, 17, 4096, 1 << 21, 0x7ffffff0, -1}) {
                byte[] message = Messages.message(VERSION);
                ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).putInt(8, size);
                try (QbClient liar = ServingNode.connect()) {
                    Reply reply = liar.ask(message);
                    assertTrue(
                            reply.error() == EINVAL || reply.result() < 0,
                            () -> size + ": " + reply);
                }
                assertEquals(0, honest.ask(VERSION).error());
            }
        }
    }

    @Test
    void shouldRefuseMoreKeysThanANodeMayHave() throws IOException {
        try (QbClient client = ServingNode.connect()) {
            int set = 0;
            while (client.ask(Messages.setStatus("many" + set, new byte[1])).error() == 0) {
                set++;
            }
            int last = set;
            assertEquals(ENOSPC, client.ask(Messages.setStatus("more", new byte[1])).error());
            for (int i = 0; i < last; i++) {
                done(client.ask(Messages.setStatus("many" + i, new byte[0])));
            }
            assertTrue(last > 4000 && last <= 4096, () -> "keys: " + last);
        }
    }

    @Test
    void shouldWarnOnceAndMountWhereTheServiceIsTaken() throws Exception {
        try (Daemon second = Daemon.of(SecondNode.class)) {
            second.startInForeground("--ipc-service", ServingNode.SERVICE);
            Files.writeString(second.mount("x"), "y");
            assertEquals("", second.status().at("/ipc/service").asText());
            assertEquals(ServingNode.SERVICE, node.status().at("/ipc/service").asText());
            String log = second.foregroundErr();
            assertEquals(1, log.lines().filter(line -> line.contains("WARN")).count(), log);
            assertTrue(log.contains("--no-ipc"), log);
            assertEquals(0, second.terminate());
        }
        try (QbClient client = ServingNode.connect()) {
            assertEquals(0, client.ask(VERSION).error());
        }
    }

    /** Names the workplace of another node. */
    private static final class SecondNode {}

    private static byte[] data(QbClient client, int number) {
        return done(client.ask(number));
    }

    static byte[] done(Reply reply) {
        assertTrue(reply.result() > 0, () -> "no answer: " + reply.result());
        assertEquals(0, reply.error());
        return reply.data();
    }

    private static long version(byte[] versions) throws IOException {
        return json(versions).get("storage.cfg").asLong();
    }

    static JsonNode json(byte[] text) throws IOException {
        return JsonMapper.builder().build().readTree(text);
    }
}
