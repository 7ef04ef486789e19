package org.jpmxcfs.materializer.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.junit.jupiter.api.Test;

/** Readers beside the writer see only states that there were, and never one older than known. */
class ConcurrentReadersTest {
    private static final int ROUNDS = 20_000;
    private static final int READERS = 2;

    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong reads = new AtomicLong();

    /** A content whose every byte tells its generation, as does its size. */
    private static byte[] generation(int number) {
        byte[] bytes = new byte[1 + number % 97];
        Arrays.fill(bytes, (byte) number);
        return bytes;
    }

    @Test
    void shouldShowOnlyWholeAndCurrentContentsWhileFilesAreReplacedFlushedAndEvicted()
            throws Exception {
        // given
        TreeDriver t = new TreeDriver(new TreeLoader(), 100);
        t.write("f", "");
        t.write("other", "x".repeat(80));
        long inode = t.tree.find("f").inode();
        AtomicLong acknowledged = new AtomicLong();
        List<Future<?>> readers = readers(() -> readGeneration(t.tree, inode, acknowledged));

        // when
        Random random = new Random(7);
        for (int round = 1; round <= ROUNDS; round++) {
            t.apply(new Mutation.Truncate(Location.of(inode), 0));
            t.apply(new Mutation.Write(Location.of(inode), 0, generation(round)));
            acknowledged.set(round);
            if (random.nextInt(3) == 0) {
                t.flush();
            }
        }

        // then
        finish(readers);
    }

    private void readGeneration(Tree tree, long inode, AtomicLong acknowledged) {
        long atLeast = acknowledged.get();
        byte[] bytes = tree.content(inode).toBytes();
        tree.content(tree.find("other").inode());
        long atMost = acknowledged.get() + 1;
        if (bytes.length == 0) {
            return; // between the truncate and the write
        }
        for (byte b : bytes) {
            assertEquals(bytes[0], b, "bytes of two writes in one content");
        }
        for (long number = atLeast; number <= atMost; number++) {
            if ((byte) number == bytes[0] && bytes.length == generation((int) number).length) {
                return;
            }
        }
        throw new AssertionError(
                "stale: byte " + bytes[0] + ", not of a write from " + atLeast + " to " + atMost);
    }

    @Test
    void shouldShowAppendedBytesOnlyOnceWritten() throws Exception {
        // given
        TreeDriver t = new TreeDriver();
        t.create("log");
        long inode = t.tree.find("log").inode();
        List<Future<?>> readers =
                readers(
                        () -> {
                            byte[] bytes = t.tree.content(inode).toBytes();
                            assertEquals(0, bytes.length % 8);
                            for (int i = 0; i < bytes.length; i++) {
                                assertEquals(1 + (i / 8) % 100, bytes[i]);
                            }
                        });

        // when
        for (int i = 0; i < ROUNDS; i++) {
            byte[] piece = new byte[8];
            Arrays.fill(piece, (byte) (1 + i % 100));
            t.apply(new Mutation.Write(Location.of(inode), 8L * i, piece));
        }

        // then
        finish(readers);
        assertEquals(8 * ROUNDS, t.tree.totalBytes());
    }

    @Test
    void shouldNeverMissTheTargetOfAnAtomicReplacement() throws Exception {
        // given
        TreeDriver t = new TreeDriver();
        t.mkdir("d");
        t.write("d/target", "old");
        long directory = t.tree.find("d").inode();
        List<Future<?>> readers =
                readers(
                        () -> {
                            Attributes found = t.tree.find("d/target");
                            assertEquals("target", found.name());
                            long listed =
                                    t.tree.list(directory).stream()
                                            .filter(a -> a.name().equals("target"))
                                            .count();
                            assertEquals(1, listed);
                        });

        // when
        for (int round = 0; round < ROUNDS; round++) {
            t.write("d/tmp", "new");
            assertNull(t.rename("d/tmp", "d/target"));
        }

        // then
        finish(readers);
        assertEquals(3, t.tree.entryCount());
    }

    private List<Future<?>> readers(Runnable read) {
        ExecutorService pool = Executors.newFixedThreadPool(READERS);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            running.add(
                    pool.submit(
                            () -> {
                                while (!stop.get()) {
                                    read.run();
                                    reads.incrementAndGet();
                                }
                            }));
        }
        pool.shutdown();
        return running;
    }

    private void finish(List<Future<?>> readers) throws Exception {
        stop.set(true);
        for (Future<?> reader : readers) {
            reader.get(30, TimeUnit.SECONDS);
        }
        assertTrue(reads.get() > 0, "no read happened beside the writes");
    }
}
