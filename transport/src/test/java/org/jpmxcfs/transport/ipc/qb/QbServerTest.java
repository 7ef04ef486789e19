package org.jpmxcfs.transport.ipc.qb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.transport.NativeParts;
import org.jpmxcfs.transport.broadcast.StatusEntries;
import org.jpmxcfs.transport.broadcast.StatusListener;
import org.jpmxcfs.transport.ipc.IpcService;
import org.jpmxcfs.transport.ipc.LogOutbox;
import org.jpmxcfs.transport.ipc.MapView;
import org.jpmxcfs.transport.ipc.Messages;
import org.jpmxcfs.transport.ipc.RecordingSequencer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QbServerTest {
    private static final int LARGEST_DATA = QbClient.BUFFER_BYTES - 24;
    private static final int READERS = 33;

    private final String name = "jpmxcfs-test-" + ProcessHandle.current().pid();
    private final RecordingSequencer sequencer = new RecordingSequencer();
    private final LogOutbox outbox = new LogOutbox(sequencer);
    private final MapView view = new MapView();
    private final StatusEntries status = new StatusEntries("n1", () -> 1000);
    private final IpcService service = new IpcService("n1", view, status, outbox);
    private QbServer server;

    @BeforeAll
    static void requireLibqb() {
        NativeParts.requireLibrary(LibQb.SONAME, "libqb100");
        NativeParts.requireRoot();
    }

    @BeforeEach
    void start() throws IOException {
        server = QbServer.start(config(100), service).orElseThrow();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        outbox.close();
        assertEquals(List.of(), rings());
    }

    @Test
    void shouldAnswerEveryRequest() throws IOException {
        // given
        view.with("f", "content").with("empty", "").withGuest(100, "name: x\n");
        view.with("priv/token.cfg", "t 1\n");
        try (QbClient client = QbClient.connect(name)) {
            // then
            assertData("version", 1, client.ask(1));
            assertData("members", 2, client.ask(2));
            assertData("guests", 3, client.ask(3));
            assertData("", 4, client.ask(Messages.setStatus("k", new byte[] {'v'})));
            assertData("v", 5, client.ask(Messages.getStatus("", "k")));
            assertData("content", 6, client.ask(Messages.readConfig("f")));
            assertData("", 6, client.ask(Messages.readConfig("empty")));
            assertData("", 7, client.ask(Messages.log(6, "root@pam", "tag", "text")));
            assertData("50 of ", 8, client.ask(Messages.readLog(0, "")));
            assertData("\0", 10, client.ask(10));
            assertData(
                    "{\"100\":{\"name\":\"x\"}}\n", 11, client.ask(Messages.property(0, "name")));
            assertData("", 12, client.ask(Messages.verifyToken("t 1")));
            assertData(
                    "{\"100\":{\"name\":\"x\"}}\n",
                    13,
                    client.ask(Messages.properties(100, "lock", "name")));
        }
        outbox.close();
        assertTrue(
                sequencer.submitted().get(0).toString().contains("pid=" + pid()),
                sequencer.submitted()::toString);
    }

    @Test
    void shouldAnswerEveryErrno() throws IOException {
        // given
        view.withGuest(101, "");
        try (QbClient client = QbClient.connect(name)) {
            // then
            assertError(2, client.ask(Messages.readConfig("nothing")));
            assertError(5, client.ask(Messages.property(101, "name")));
            assertError(22, client.ask(Messages.message(1, new byte[8])));
            assertError(27, client.ask(Messages.setStatus("k", new byte[32769])));
            assertError(44, client.ask(9));
            sequencer.setQuorate(false);
            QbClient.Reply full = client.ask(Messages.log(6, "u", "t", "m"));
            while (full.error() == 0) {
                full = client.ask(Messages.log(6, "u", "t", "m"));
            }
            assertError(11, full);
            sequencer.setQuorate(true);
        }
    }

    @Test
    void shouldAnswerWhenServiceThrows() throws IOException {
        // given
        status.addListener(
                new StatusListener() {
                    @Override
                    public void entrySet(String key, byte[] value) {
                        throw new IllegalStateException("made to fail");
                    }
                });
        try (QbClient client = QbClient.connect(name)) {
            // when
            QbClient.Reply reply = client.ask(Messages.setStatus("k", new byte[1]));
            // then
            assertError(5, reply);
            assertData("version", 1, client.ask(1));
        }
    }

    @Test
    void shouldAnswerMebibyteWhenClientHasRoomForIt() throws IOException {
        // given
        byte[] large = new byte[LARGEST_DATA];
        new Random(7).nextBytes(large);
        view.with("large", large).with("too large", new byte[LARGEST_DATA + 1]);
        try (QbClient client = QbClient.connect(name)) {
            for (int i = 0; i < 20; i++) {
                // when
                QbClient.Reply reply = client.ask(Messages.readConfig("large"));
                // then
                assertArrayEquals(large, reply.data());
            }
        }
    }

    @Test
    void shouldRefuseAnAnswerThatIsTooLargeAtOnceAndGoOn() throws IOException {
        // given
        view.with("too large", new byte[LARGEST_DATA + 1]);
        try (QbClient client = QbClient.connect(name)) {
            for (int i = 0; i < 20; i++) {
                // when, then: EMSGSIZE, and the connection lives
                assertError(90, client.ask(Messages.readConfig("too large")));
                assertData("version", 1, client.ask(1));
            }
        }
    }

    @Test
    void shouldAnswerOthersWhileManyConfigurationsAreRead() throws Exception {
        // given
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        for (int guest = 100; guest < 500; guest++) {
            view.withGuest(guest, "name: x\n");
        }
        view.beforeGuestConfig(
                () -> {
                    reading.countDown();
                    mayGoOn.await();
                    return null;
                });
        ExecutorService pool = Executors.newFixedThreadPool(1);
        try (QbClient slow = QbClient.connect(name);
                QbClient other = QbClient.connect(name)) {
            // when
            Future<QbClient.Reply> all = pool.submit(() -> slow.ask(Messages.property(0, "name")));
            reading.await();
            // then
            assertData("version", 1, other.ask(1));
            mayGoOn.countDown();
            assertEquals(0, all.get().error());
            assertEquals(400, Names.ofBytes(all.get().data()).split("\"name\"").length - 1);
            assertEquals(0, slow.ask(Messages.property(0, "name")).error());
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void shouldAnswerFiftyClientsAtOnce() throws Exception {
        // given
        view.with("f", "content");
        ExecutorService threads = Executors.newFixedThreadPool(50);
        Callable<Integer> askMany =
                () -> {
                    try (QbClient client = QbClient.connect(name)) {
                        int right = 0;
                        for (int i = 0; i < 200; i++) {
                            byte[] data = client.ask(Messages.readConfig("f")).data();
                            right += Names.ofBytes(data).equals("content") ? 1 : 0;
                        }
                        return right;
                    }
                };
        // when
        List<Future<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            results.add(threads.submit(askMany));
        }
        // then
        for (Future<Integer> result : results) {
            assertEquals(200, result.get());
        }
        threads.shutdown();
    }

    @Test
    void shouldGoOnWhenSixtyClientsAreKilled() throws Exception {
        // given
        view.with("small", "x").with("large", new byte[LARGEST_DATA]);
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(startImpatientClients(15));
        }
        for (Process process : processes) {
            BufferedReader output = process.inputReader();
            assertEquals("ready", output.readLine());
        }
        assertEquals(60, rings().size());
        // when
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        // then
        while (!rings().isEmpty()) {
            Thread.onSpinWait();
        }
        try (QbClient client = QbClient.connect(name)) {
            assertData("version", 1, client.ask(1));
        }
    }

    @Test
    void shouldRefuseOneClientMoreThanTheLimit() throws IOException {
        // given
        server.close();
        server = QbServer.start(config(2), service).orElseThrow();
        QbClient first = QbClient.connect(name);
        try (QbClient second = QbClient.connect(name)) {
            // when
            assertThrows(IOException.class, () -> QbClient.connect(name));
            // then
            assertData("version", 1, second.ask(1));
            first.close();
            assertData("version", 1, connectWhenThereIsRoom());
        }
    }

    @Test
    void shouldRefuseMessageWhenItsSizeIsALie() throws IOException {
        for (int size :
                new int[] {0, 8, 15, 17, 4096, 1 << 21, 0x7ffffff0, -1, Integer.MIN_VALUE}) {
            byte[] message = Messages.message(1);
            ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).putInt(8, size);
            try (QbClient client = QbClient.connect(name)) {
                // when
                QbClient.Reply reply = client.ask(message);
                // then
                assertTrue(reply.error() == -22 || reply.result() < 0, () -> size + ": " + reply);
            }
            try (QbClient client = QbClient.connect(name)) {
                assertData("version", 1, client.ask(1));
            }
        }
    }

    @Test
    void shouldAnswerWhenMessagesAreRandom() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            byte[] body = new byte[random.nextInt(700)];
            random.nextBytes(body);
            byte[] message = Messages.message(random.nextInt(16), body);
            if (i % 3 == 0) {
                int size = random.nextInt() >>> random.nextInt(32);
                ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).putInt(8, size);
            }
            // when
            try (QbClient client = QbClient.connect(name)) {
                QbClient.Reply reply = client.ask(message);
                // then
                assertTrue(reply.result() != -110, () -> "no answer in time, seed " + seed);
            }
        }
        try (QbClient client = QbClient.connect(name)) {
            assertData("version", 1, client.ask(1));
        }
    }

    @Test
    void shouldEndWaitingClientsWhenServerRestarts() throws Exception {
        // given
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<Integer>> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(threads.submit(this::askUntilRestarted));
        }
        // when
        while (service.answeredCount() < 1000) {
            Thread.onSpinWait();
        }
        server.close();
        server = QbServer.start(config(100), service).orElseThrow();
        // then
        for (Future<Integer> client : clients) {
            assertEquals(-107, client.get(20, TimeUnit.SECONDS));
        }
        threads.shutdown();
    }

    @Test
    void shouldSayWhoIsInTheWayWhenNameIsTaken() {
        IOException taken =
                assertThrows(IOException.class, () -> QbServer.start(config(100), service));
        assertTrue(taken.getMessage().contains("another daemon"), taken::getMessage);
    }

    @Test
    void shouldKeepServingWhenGarbageIsCollected() throws IOException {
        try (QbClient client = QbClient.connect(name)) {
            for (int i = 0; i < 5; i++) {
                System.gc();
                assertData("version", 1, client.ask(1));
                QbClient.connect(name).close();
            }
        }
    }

    @Test
    void shouldLetReadersReadOnlyAndRefuseOthers() throws Exception {
        // given
        view.with("f", "content").with("priv/f", "secret");
        // then
        for (int user : new int[] {0, READERS}) {
            AsUser.run(
                    user,
                    READERS,
                    () -> {
                        try (QbClient client = QbClient.connect(name)) {
                            assertData("content", 6, client.ask(Messages.readConfig("f")));
                            assertError(1, client.ask(Messages.readConfig("priv/f")));
                            assertError(1, client.ask(Messages.setStatus("k", new byte[1])));
                            assertError(1, client.ask(Messages.log(6, "u", "t", "m")));
                        }
                    });
        }
        for (int[] stranger : new int[][] {{65534, 65534}, {1, 0}, {0, 1}}) {
            AsUser.run(
                    stranger[0],
                    stranger[1],
                    () -> assertThrows(IOException.class, () -> QbClient.connect(name)));
        }
    }

    private int askUntilRestarted() throws IOException {
        try (QbClient client = QbClient.connect(name)) {
            while (true) {
                long result = client.ask(1).result();
                if (result < 0) {
                    return (int) result;
                }
            }
        }
    }

    private QbClient.Reply connectWhenThereIsRoom() {
        while (true) {
            try (QbClient client = QbClient.connect(name)) {
                return client.ask(1);
            } catch (IOException stillFull) {
                Thread.onSpinWait();
            }
        }
    }

    private Process startImpatientClients(int count) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ImpatientClients.class.getName(),
                        name,
                        Integer.toString(count))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private QbConfig config(int connectionsMax) {
        return new QbConfig(name, READERS, connectionsMax, Path.of("/dev/shm"));
    }

    private static List<Path> rings() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
            return files.filter(f -> f.getFileName().toString().startsWith("qb-" + pid() + "-"))
                    .toList();
        }
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    private static void assertData(String expected, int number, QbClient.Reply reply) {
        assertEquals(0, reply.error(), reply::toString);
        assertEquals(number, reply.number());
        assertEquals(expected, Names.ofBytes(reply.data()));
    }

    private static void assertError(int errno, QbClient.Reply reply) {
        assertEquals(24, reply.result());
        assertEquals(-errno, reply.error());
    }
}
