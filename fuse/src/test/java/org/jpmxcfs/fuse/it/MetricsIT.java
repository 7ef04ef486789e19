package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Metrics and health of a mounted node, as a monitoring system sees them. */
@Timeout(120)
class MetricsIT {
    private static final int CONNECTIONS_MAX = 32;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private int port;
    private Daemon node;

    @BeforeEach
    void start() throws IOException {
        node = Daemon.of(MetricsIT.class);
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        node.start("--no-ipc", "--flush-delay=200ms", "--metrics", String.valueOf(port));
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
    }

    @Test
    void shouldCountWhatHappensOnTheMount() throws Exception {
        // when
        Files.createDirectory(node.mount("d"));
        for (int i = 0; i < 5; i++) {
            Files.write(node.mount("d", "f"), new byte[10]);
        }
        Assertions.assertThrows(
                FileSystemException.class, () -> Files.createDirectory(node.mount("d", "f", "x")));
        Until.holds("flushed", () -> value("jpmxcfs_flush_seconds_count") >= 1);

        // then
        assertEquals(1, value("jpmxcfs_mutations_total{kind=\"create\",outcome=\"done\"}"));
        assertEquals(5, value("jpmxcfs_mutations_total{kind=\"write\",outcome=\"done\"}"));
        assertEquals(1, value("jpmxcfs_mutations_total{kind=\"make_directory\",outcome=\"done\"}"));
        assertTrue(value("jpmxcfs_submit_seconds_count") >= 7);
        assertEquals(10, value("jpmxcfs_tree_bytes"));
        assertTrue(value("jpmxcfs_journal_bytes") > 0);
        assertTrue(value("jpmxcfs_journal_written_bytes_total") > 0);
        assertTrue(value("jpmxcfs_database_written_bytes_total") >= 0);
        assertTrue(value("jpmxcfs_journal_age_seconds") >= 0);
        assertEquals(1, value("jpmxcfs_quorate"));
        assertEquals(1, value("jpmxcfs_members"));
        assertEquals(0, value("jpmxcfs_ipc_requests_total{outcome=\"answered\"}"));
    }

    @Test
    void shouldTellItsHealth() throws Exception {
        HttpResponse<String> health = get("/health");

        assertEquals(200, health.statusCode());
        assertEquals("{\"status\":\"ok\",\"reasons\":[]}\n", health.body());
        assertEquals(404, get("/").statusCode());
        HttpRequest post =
                HttpRequest.newBuilder(uri("/metrics"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build();
        assertEquals(405, http.send(post, HttpResponse.BodyHandlers.ofString()).statusCode());
    }

    @Test
    void shouldSurviveWhatIsNoRequest() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * CONNECTIONS_MAX; i++) {
                Socket socket = new Socket("127.0.0.1", port);
                socket.setSoTimeout(10_000);
                sockets.add(socket);
            }
            Socket refused = sockets.get(sockets.size() - 1);
            assertEquals(-1, refused.getInputStream().read(), "one more than can be served");
            Socket served = sockets.get(0);
            served.getOutputStream()
                    .write("\u0001\u0002 \r\n\r\n".getBytes(StandardCharsets.UTF_8));
            String answer =
                    new String(served.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        Until.holds("served again", () -> get("/health").statusCode() == 200);
    }

    @Test
    void shouldNotStartWhereTheAddressIsTaken() throws IOException {
        try (Daemon second = Daemon.of(SecondNode.class)) {
            CommandRun run = second.tryStart("--no-ipc", "--metrics", "127.0.0.1:" + port);

            assertEquals(1, run.status(), run::toString);
            assertTrue(run.err().contains("127.0.0.1:" + port), run::toString);
            assertTrue(run.err().contains("--metrics"), run::toString);
        }
    }

    /** Names the workplace of another node. */
    private static final class SecondNode {}

    private double value(String metric) throws Exception {
        HttpResponse<String> page = get("/metrics");
        assertEquals(200, page.statusCode());
        for (String line : page.body().lines().toList()) {
            if (line.startsWith(metric + " ")) {
                return Double.parseDouble(line.substring(metric.length() + 1));
            }
        }
        throw new AssertionError(metric + " is not in\n" + page.body());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(10)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
