package org.jpmxcfs.transport.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.transport.NativeParts;
import org.jpmxcfs.transport.rrd.librrd.LibRrdWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The files as rrdtool sees them. */
@Timeout(60)
class RrdFilesTest {
    private static final String RRDTOOL = "/usr/bin/rrdtool";
    private static final String RRDCACHED = "/usr/bin/rrdcached";

    private final long now = Clock.systemUTC().instant().getEpochSecond();

    @TempDir Path directory;

    @Test
    void shouldBeReadableByRrdtoolWhenWrittenByLibrrd() throws Exception {
        // given
        NativeParts.requireLibrary("librrd.so.8", "librrd8");
        NativeParts.requireProgram(RRDTOOL, "rrdtool");
        // when
        writeSamples(new LibRrdWriter());
        // then
        assertReadable();
    }

    @Test
    void shouldBeReadableByRrdtoolWhenWrittenByRrdcached() throws Exception {
        // given
        NativeParts.requireProgram(RRDCACHED, "rrdcached");
        NativeParts.requireProgram(RRDTOOL, "rrdtool");
        Path socket = directory.resolve("s");
        Process daemon = startRrdcached(socket);
        try {
            // when
            writeSamples(new RrdcachedClient(socket));
        } finally {
            // It writes what it holds back before it ends.
            daemon.destroy();
            assertTrue(daemon.waitFor(20, TimeUnit.SECONDS));
        }
        // then
        assertReadable();
    }

    @Test
    void shouldKeepFileWhenItIsCreatedTwice() throws Exception {
        // given
        NativeParts.requireLibrary("librrd.so.8", "librrd8");
        Path file = directory.resolve("f");
        RrdWriter writer = new LibRrdWriter();
        writer.create(file, RrdSchema.STORAGE, now - 600);
        byte[] before = Files.readAllBytes(file);
        // when
        writer.create(file, RrdSchema.NODE, now);
        // then
        assertEquals(before.length, Files.size(file));
    }

    @Test
    void shouldBeRefusedWhenSampleIsOlderThanTheLast() throws Exception {
        // given
        NativeParts.requireLibrary("librrd.so.8", "librrd8");
        Path file = directory.resolve("f");
        RrdWriter writer = new LibRrdWriter();
        writer.create(file, RrdSchema.STORAGE, now - 600);
        writer.update(file, now + ":1:2");
        // then
        RrdRefusedException refused =
                assertThrows(
                        RrdRefusedException.class, () -> writer.update(file, (now - 60) + ":1:2"));
        assertTrue(refused.getMessage().contains("illegal attempt"), refused::getMessage);
    }

    @Test
    void shouldConnectAgainWhenRrdcachedWasRestarted() throws Exception {
        // given
        Path socket = directory.resolve("s");
        RrdcachedClient client = new RrdcachedClient(socket);
        assertThrows(IOException.class, () -> client.update(directory, "1:2"));
        try (ServerSocketChannel daemon = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            daemon.bind(UnixDomainSocketAddress.of(socket));
            // when
            answerOnce(daemon, "0 errors, enqueued 1 value(s).\n");
            client.update(directory, "1:2");
            answerOnce(daemon, "2 lines\nfirst\nsecond\n");
            client.update(directory, "1:2");
            client.close();
            answerOnce(daemon, "-1 No such file\n");
            // then
            assertThrows(RrdRefusedException.class, () -> client.update(directory, "1:2"));
        }
    }

    private static void answerOnce(ServerSocketChannel daemon, String answer) {
        new Thread(
                        () -> {
                            try (SocketChannel connection = daemon.accept()) {
                                connection.read(ByteBuffer.allocate(4096));
                                connection.write(ByteBuffer.wrap(answer.getBytes()));
                            } catch (IOException ended) {
                                throw new IllegalStateException(ended);
                            }
                        })
                .start();
    }

    private void writeSamples(RrdWriter writer) {
        long start = now - 300;
        try (RrdArchive archive =
                new RrdArchive(directory, Clock.systemDefaultZone(), List.of(writer))) {
            for (long time = start; time <= now; time += 60) {
                archive.sampled("pve2-node/n1", "1:x:" + time + ":0.5:2:3:4:5:6:7:8:9:10:11:12");
                archive.sampled(
                        "pve-vm-9.9/100",
                        "1:name:running:0:"
                                + time
                                + ":1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18");
                archive.sampled("pve-storage-9.0/n1/local", time + ":1000:500");
            }
        }
    }

    private void assertReadable() throws Exception {
        String node = rrdtool("info", "pve-node-9.0/n1");
        assertTrue(node.contains("step = 60"), node);
        assertTrue(node.contains("ds[loadavg].type = \"GAUGE\""), node);
        assertTrue(node.contains("ds[netout].type = \"DERIVE\""), node);
        assertTrue(node.contains("ds[pressurememoryfull].minimal_heartbeat = 120"), node);
        assertTrue(node.contains("rra[7].cf = \"MAX\""), node);
        assertTrue(node.contains("rra[7].rows = 570"), node);
        assertTrue(node.contains("rra[7].pdp_per_row = 10080"), node);
        assertFalse(node.contains("rra[8]"), node);
        assertTrue(node.contains("ds[loadavg].last_ds = \"0.5\""), node);
        assertTrue(node.contains("ds[memavailable].last_ds = \"U\""), node);
        String guest = rrdtool("info", "pve-vm-9.0/100");
        assertTrue(guest.contains("ds[pressurememoryfull].last_ds = \"17\""), guest);
        String storage =
                rrdtool(
                        "fetch",
                        "pve-storage-9.0/n1/local",
                        "AVERAGE",
                        "-s",
                        "end-240",
                        "-e",
                        Long.toString(now - 60));
        assertTrue(storage.contains(" 1.0000000000e+03 5.0000000000e+02"), storage);
    }

    private String rrdtool(String command, String file, String... more) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(RRDTOOL, command, directory.resolve(file).toString());
        builder.command().addAll(List.of(more));
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), output);
        return output;
    }

    private Process startRrdcached(Path socket) throws Exception {
        Process daemon =
                new ProcessBuilder(
                                RRDCACHED,
                                "-g",
                                "-B",
                                "-R",
                                "-F",
                                "-b",
                                directory.toString(),
                                "-l",
                                "unix:" + socket,
                                "-p",
                                directory.resolve("pid").toString())
                        .inheritIO()
                        .start();
        while (daemon.isAlive() && !Files.exists(socket)) {
            Thread.onSpinWait();
        }
        return daemon;
    }
}
