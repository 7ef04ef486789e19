package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jpmxcfs.transport.NativeParts;
import org.jpmxcfs.transport.ipc.Messages;
import org.jpmxcfs.transport.ipc.qb.QbClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What local clients find after their node was stopped or killed. */
@Timeout(120)
class IpcRestartIT {
    private Daemon node;

    @BeforeEach
    void start() throws IOException {
        NativeParts.requireLibrary("libqb.so.100", "libqb100");
        node = Daemon.of(IpcRestartIT.class);
        node.start("--ipc-service", IpcIT.SERVICE);
    }

    @AfterEach
    void stop() throws IOException {
        // A daemon that is killed leaves 3 MiB of shared memory for each of its connections.
        node.run("umount", "--lazy", node.mount().toString());
        node.close();
    }

    @Test
    void shouldKeepTheClusterLogOverAStopAndAKill() throws IOException {
        log("first");
        node.umount();
        node.start("--ipc-service", IpcIT.SERVICE);
        log("second \u00e4"); // a byte that is not UTF-8 by itself
        node.kill();
        CommandRun.of("umount", "--lazy", node.mount().toString()).requireSuccess();
        node.start("--ipc-service", IpcIT.SERVICE);
        try (QbClient client = QbClient.connect(IpcIT.SERVICE)) {
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
        QbClient.connect(IpcIT.SERVICE); // and never closed
        node.kill();
        CommandRun.of("umount", "--lazy", node.mount().toString()).requireSuccess();
        node.start("--ipc-service", IpcIT.SERVICE);
        try (var rings = Files.newDirectoryStream(Path.of("/dev/shm"), "qb-" + pid + "-*")) {
            assertFalse(rings.iterator().hasNext());
        }
    }

    private static void log(String text) throws IOException {
        try (QbClient client = QbClient.connect(IpcIT.SERVICE)) {
            IpcIT.done(client.ask(Messages.log(6, "root@pam", "test", text)));
        }
    }
}
