package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.jpmxcfs.transport.NativeParts;
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
    /** One service name for each test process: other nodes may run on this machine. */
    static final String SERVICE = "jpmxcfs-it-" + ProcessHandle.current().pid();

    private static final int VERSION = 1;
    private static final int MEMBERS = 2;
    private static final int GUESTS = 3;
    private static final int SAMPLES = 10;
    private static final int EPERM = -1;
    private static final int ENOENT = -2;
    private static final int EINVAL = -22;
    private static final int EFBIG = -27;
    private static final int ECHRNG = -44;
    private static final int WWW_DATA = 33;

    private Daemon node;

    @BeforeAll
    void start() throws IOException {
        NativeParts.requireLibrary("libqb.so.100", "libqb100");
        node = Daemon.of(IpcIT.class);
        node.start("--ipc-service", SERVICE);
    }

    @AfterAll
    void stop() throws IOException {
        // A daemon that is killed leaves 3 MiB of shared memory for each of its connections.
        node.run("umount", "--lazy", node.mount().toString());
        node.close();
    }

    @Test
    void shouldAnswerWithTheTextsOfTheMount() throws IOException {
        Files.createDirectories(node.mount("nodes/node1/qemu-server"));
        Files.writeString(node.mount("nodes/node1/qemu-server/100.conf"), "cores: 2\n");
        try (QbClient client = QbClient.connect(SERVICE)) {
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
        try (QbClient client = QbClient.connect(SERVICE)) {
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
        try (QbClient client = QbClient.connect(SERVICE)) {
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
        try (QbClient client = QbClient.connect(SERVICE)) {
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
    void shouldAnswerErrorsAsPmxcfsDoes() throws Exception {
        Files.createDirectories(node.mount("priv"));
        Files.writeString(node.mount("priv/secret"), "s");
        try (QbClient client = QbClient.connect(SERVICE)) {
            for (String path :
                    new String[] {"", "priv", ".version", "local/x", "no/such", "a//b"}) {
                assertEquals(ENOENT, client.ask(Messages.readConfig(path)).error(), path);
            }
            assertEquals("s", text(done(client.ask(Messages.readConfig("/priv/secret")))));
            for (int number : new int[] {VERSION, MEMBERS, GUESTS, SAMPLES}) {
                assertEquals(EINVAL, client.ask(Messages.message(number, new byte[1])).error());
            }
            assertEquals(ECHRNG, client.ask(9).error());
            assertEquals(ECHRNG, client.ask(14).error());
        }
        AsUser.run(
                WWW_DATA,
                WWW_DATA,
                () -> {
                    try (QbClient reader = QbClient.connect(SERVICE)) {
                        assertEquals(EPERM, error(reader, Messages.readConfig("priv/secret")));
                        assertEquals(EPERM, error(reader, Messages.setStatus("k", new byte[1])));
                        assertEquals(EPERM, error(reader, Messages.log(6, "root", "t", "m")));
                        assertEquals(0, reader.ask(VERSION).error());
                    }
                });
    }

    @Test
    void shouldWarnOnceAndMountWhereTheServiceIsTaken() throws Exception {
        try (Daemon second = Daemon.of(SecondNode.class)) {
            second.startInForeground("--ipc-service", SERVICE);
            Files.writeString(second.mount("x"), "y");
            assertEquals("", second.status().at("/ipc/service").asText());
            assertEquals(SERVICE, node.status().at("/ipc/service").asText());
            String log = second.foregroundErr();
            assertEquals(1, log.lines().filter(line -> line.contains("WARN")).count(), log);
            assertTrue(log.contains("--no-ipc"), log);
            assertEquals(0, second.terminate());
        }
        try (QbClient client = QbClient.connect(SERVICE)) {
            assertEquals(0, client.ask(VERSION).error());
        }
    }

    /** Names the workplace of another node. */
    private static final class SecondNode {}

    private static byte[] data(QbClient client, int number) {
        return done(client.ask(number));
    }

    private static int error(QbClient client, byte[] message) {
        return client.ask(message).error();
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

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
