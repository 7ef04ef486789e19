package org.jpmxcfs.fuse.it.cluster;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jpmxcfs.fuse.it.linearizability.MonotonicReads;

/**
 * One program that puts the numbers 1, 2, 3... into a few files in turn through one node, and
 * programs that read them through others.
 */
final class Numbers {
    private static final int FILES = 4;
    private static final int DIGITS = 12;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long JOIN_MILLIS_MAX = 60_000;

    private final Member writer;
    private final List<Thread> threads = new ArrayList<>();
    private volatile long written;
    private final AtomicLong seenCount = new AtomicLong();
    private volatile Reply lastReply;
    private volatile boolean stopped;
    private volatile String problem;

    /** Makes the files; nobody writes or reads yet. */
    Numbers(Member writer) {
        this.writer = writer;
        Cluster.patiently(() -> Files.createDirectory(writer.path("numbers")));
        for (int i = 0; i < FILES; i++) {
            Path file = file(writer, i);
            Cluster.patiently(() -> Files.writeString(file, text(0)));
        }
    }

    /** Starts to write, and to read on these nodes. */
    void start(List<Member> readers, Random random) {
        run(this::write);
        for (Member reader : readers) {
            Random own = new Random(random.nextLong());
            run(() -> read(reader, own));
        }
    }

    /** Ends all programs; fails the test where a reader saw an older state after a newer one. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join(JOIN_MILLIS_MAX);
            assertFalse(thread.isAlive(), "a program still waits");
        }
        assertNull(problem);
        System.out.printf(
                "Numbers: %d written, then %s; %d looks%n", written, lastReply, seenCount.get());
    }

    private void run(Runnable program) {
        Thread thread = new Thread(program, "numbers");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** Stops where it does not know what became of a number, since that may still come. */
    private void write() {
        Reply reply = Reply.DONE;
        while (!stopped && (reply == Reply.DONE || reply == Reply.NO_QUORUM)) {
            long number = written + 1;
            Path path = file(writer, number % FILES);
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                byte[] digits = text(number).getBytes(StandardCharsets.US_ASCII);
                channel.write(ByteBuffer.wrap(digits), 0);
                written = number;
                reply = Reply.DONE;
            } catch (IOException e) {
                reply = Reply.of(e);
            }
            lastReply = reply;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void read(Member reader, Random random) {
        MonotonicReads seen = new MonotonicReads(FILES);
        while (!stopped && problem == null) {
            int file = random.nextInt(FILES);
            try {
                long number = Long.parseLong(Files.readString(file(reader, file)));
                seen.saw(file, number).ifPresent(what -> problem = reader.name() + ": " + what);
                seenCount.incrementAndGet();
            } catch (IOException e) {
                // A dead daemon: it is looked at again when it is there again.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static Path file(Member member, long number) {
        return member.path("numbers/" + number);
    }

    private static String text(long number) {
        return ("%0" + DIGITS + "d").formatted(number);
    }
}
