package org.jpmxcfs.transport.rrd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A connection to rrdcached, made when it is needed and again after it broke. A command is one
 * line, its answer {@code CODE TEXT}, where a negative code is a refusal and a positive one counts
 * further lines. An answer is awaited for 2 seconds. See rrdcached(1), section "PROTOCOL".
 */
public final class RrdcachedClient implements RrdWriter {
    private static final long TIMEOUT_NANOS = 2_000_000_000L;
    private static final int ANSWER_BYTES_MAX = 64 << 10;

    private final Path socket;
    private final ByteBuffer input = ByteBuffer.allocate(4096).limit(0);
    private SocketChannel channel;
    private Selector selector;

    /** A client that is not connected yet. */
    public RrdcachedClient(Path socket) {
        this.socket = socket;
    }

    @Override
    public void create(Path file, RrdSchema schema, long startSeconds) throws IOException {
        command(
                "CREATE %s -b %d -s %d -O %s"
                        .formatted(
                                file.toAbsolutePath(),
                                startSeconds,
                                RrdSchema.STEP_SECONDS,
                                String.join(" ", schema.definition())));
    }

    @Override
    public void update(Path file, String values) throws IOException {
        command("UPDATE %s %s".formatted(file.toAbsolutePath(), values));
    }

    @Override
    public void close() {
        closeQuietly(channel);
        closeQuietly(selector);
        channel = null;
        selector = null;
        input.limit(0);
    }

    private void command(String line) throws IOException {
        long deadline = System.nanoTime() + TIMEOUT_NANOS;
        boolean mayBeStale = channel != null;
        try {
            exchange(line, deadline);
        } catch (RrdRefusedException refused) {
            throw refused;
        } catch (IOException broken) {
            // What is left of this answer must not be taken for the next one.
            close();
            if (!mayBeStale) {
                throw broken;
            }
            // rrdcached may have been restarted since the last command.
            command(line);
        }
    }

    private void exchange(String line, long deadline) throws IOException {
        connect(deadline);
        ByteBuffer output = StandardCharsets.UTF_8.encode(line + "\n");
        while (output.hasRemaining()) {
            if (channel.write(output) == 0) {
                await(SelectionKey.OP_WRITE, deadline);
            }
        }
        readAnswer(deadline);
    }

    private void connect(long deadline) throws IOException {
        if (channel != null) {
            return;
        }
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.configureBlocking(false);
        selector = Selector.open();
        channel.register(selector, 0);
        if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
            while (!channel.finishConnect()) {
                await(SelectionKey.OP_CONNECT, deadline);
            }
        }
    }

    private void readAnswer(long deadline) throws IOException {
        String status = readLine(deadline);
        int blank = status.indexOf(' ');
        int code;
        try {
            code = Integer.parseInt(blank < 0 ? status : status.substring(0, blank));
        } catch (NumberFormatException notRrdcached) {
            throw new IOException("no answer of rrdcached: " + status, notRrdcached);
        }
        if (code > ANSWER_BYTES_MAX) {
            throw new IOException("rrdcached announces " + code + " lines");
        }
        for (int i = 0; i < code; i++) {
            readLine(deadline);
        }
        if (code < 0) {
            throw new RrdRefusedException(status);
        }
    }

    private String readLine(long deadline) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (line.size() < ANSWER_BYTES_MAX) {
            if (!input.hasRemaining()) {
                fill(deadline);
            }
            byte next = input.get();
            if (next == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1);
            }
            line.write(next);
        }
        throw new IOException("a line of rrdcached is longer than " + ANSWER_BYTES_MAX + " bytes");
    }

    private void fill(long deadline) throws IOException {
        input.clear().limit(0);
        int count = 0;
        while (count == 0) {
            await(SelectionKey.OP_READ, deadline);
            count = channel.read(input.clear());
            input.flip();
        }
        if (count < 0) {
            throw new IOException("rrdcached closed the connection");
        }
    }

    private void await(int what, long deadline) throws IOException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new IOException("rrdcached does not answer");
        }
        channel.keyFor(selector).interestOps(what);
        selector.select(millis);
        selector.selectedKeys().clear();
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (Exception alreadyBroken) {
            // It is given up in any case.
        }
    }
}
