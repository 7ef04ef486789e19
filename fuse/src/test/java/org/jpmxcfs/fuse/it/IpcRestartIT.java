package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.transport.ipc.Messages;
import org.jpmxcfs.transport.ipc.qb.QbClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What local clients find after their node was stopped or killed. */
@Timeout(120)
class IpcRestartIT {
    private static final int WAITING_CLIENTS = 4;
    private static final long ENOTCONN = -107;

    private ServingNode serving;
    private Daemon node;

    @BeforeEach
    void start() throws IOException {
        serving = ServingNode.of(IpcRestartIT.class);
        node = serving.daemon();
    }

    @AfterEach
    void stop() throws IOException {
        serving.close();
    }

    @Test
    void shouldKeepTheClusterLogAndWaitingClientsOverAStopAndAKill() throws Exception {
        log("first");
        ExecutorService waiting = Executors.newFixedThreadPool(WAITING_CLIENTS);
        List<Future<Long>> ends = new ArrayList<>();
        for (int i = 0; i < WAITING_CLIENTS; i++) {
            QbClient client = ServingNode.connect();
            ends.add(waiting.submit(() -> askUntilItEnds(client)));
        }
        node.umount();
        for (Future<Long> end : ends) {
            assertEquals(ENOTCONN, end.get(20, TimeUnit.SECONDS));
        }
        waiting.shutdown();
        serving.start();
        log("second \u00e4"); // a byte that is not UTF-8 by itself
        node.kill();
        CommandRun.of("umount", "--lazy", node.mount().toString()).requireSuccess();
        serving.start();
        try (QbClient client = ServingNode.connect()) {
            JsonNode lines =
                    IpcIT.json(IpcIT.done(client.ask(Messages.readLog(10, "root@pam"))))
                            .get("data");
            assertEquals(2, lines.size(), lines::toString);
            assertEquals("second ?", lines.get(0).get("msg").asText());
            assertEquals("first", lines.get(1).get("msg").asText());
            assertEquals(ProcessHandle.current().pid(), lines.get(1).get("pid").asLong());
            JsonNode all = IpcIT.json(Files.readAllBytes(node.mount(".clusterlog"))).get("data");
            assertEquals(2 + 3, all.size(), all::toString); // three starts
        }
    }

    @Test
    void shouldLeaveNothingInSharedMemoryAfterAKill() throws Exception {
        long pid = node.process().pid();
        ServingNode.connect(); // and never closed
        node.kill();
        CommandRun.of("umount", "--lazy", node.mount().toString()).requireSuccess();
        serving.start();
        try (var rings = Files.newDirectoryStream(Path.of("/dev/shm"), "qb-" + pid + "-*")) {
            assertFalse(rings.iterator().hasNext());
        }
    }

    /** What the library says of a request that gets no answer any more. */
    private static long askUntilItEnds(QbClient client) {
        try (client) {
            QbClient.Reply reply = client.ask(1);
            while (reply.error() == 0 && reply.result() > 0) {
                reply = client.ask(1);
            }
            return reply.result();
        }
    }

    private static void log(String text) throws IOException {
        try (QbClient client = ServingNode.connect()) {
            IpcIT.done(client.ask(Messages.log(6, "root@pam", "test", text)));
        }
    }
}
