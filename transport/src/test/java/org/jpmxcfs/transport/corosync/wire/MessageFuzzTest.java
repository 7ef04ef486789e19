package org.jpmxcfs.transport.corosync.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.transport.corosync.Recording;
import org.junit.jupiter.api.Test;

/** Recorded messages, mutilated: a value or a refusal. {@code -Dfuzz.seed=S} repeats a run. */
class MessageFuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
    private static final int ROUNDS = 40_000;
    private static final int LARGEST = 8 << 10;

    private final RandomGenerator random = new SplittableRandom(SEED);

    @Test
    void shouldGiveMessageOrRefusalForAnyBytes() {
        List<byte[]> samples = samples();
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = mutilated(samples.get(random.nextInt(samples.size())));
            try {
                readAgain(DcdbMessage.decode(bytes));
                readAgain(StatusMessage.decode(bytes));
            } catch (MalformedException expected) {
                refused++;
            } catch (RuntimeException unexpected) {
                throw new AssertionError("seed " + SEED + ": " + unexpected, unexpected);
            }
        }
        assertTrue(refused > ROUNDS / 10, "seed " + SEED);
    }

    @Test
    void shouldReadWhateverLinesAnotherRingHolds() throws MalformedException {
        for (int round = 0; round < 2000; round++) {
            byte[] bytes = new byte[LARGEST];
            random.nextBytes(bytes);
            ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            view.putInt(0, LARGEST).putInt(4, random.nextInt(LARGEST));

            List<LogLine> lines = LogRing.decode(bytes).newestFirst();

            assertTrue(lines.size() <= LARGEST / 48, "seed " + SEED);
        }
    }

    @Test
    void shouldFitEveryLineIntoTheRing() throws MalformedException {
        LogRing ring = new LogRing();
        List<LogLine> all = new ArrayList<>();
        for (int uid = 1; uid <= 900; uid++) {
            LogLine line =
                    LogLine.fitting(
                            uid,
                            uid,
                            1,
                            6,
                            "n".repeat(random.nextInt(300)),
                            "user",
                            "tag",
                            "x".repeat(random.nextInt(random.nextInt(10) == 0 ? 5000 : 100)));

            all.add(0, LogLine.decode(line.encode()));
            ring.add(line);

            assertTrue(line.bytes() <= LogLine.BYTES_MAX, "seed " + SEED);
            List<LogLine> kept = ring.newestFirst();
            assertEquals(all.subList(0, kept.size()), kept, "seed " + SEED);
            assertTrue(kept.size() >= Math.min(uid, 25), "seed " + SEED + ": " + kept.size());
        }
    }

    /** What was decoded has one binary form, which says the same. */
    private static void readAgain(DcdbMessage message) throws MalformedException {
        byte[] bytes = message.encode();
        assertArrayEquals(bytes, DcdbMessage.decode(bytes).encode(), "seed " + SEED);
    }

    private static void readAgain(StatusMessage message) throws MalformedException {
        byte[] bytes = message.encode();
        assertArrayEquals(bytes, StatusMessage.decode(bytes).encode(), "seed " + SEED);
    }

    private byte[] mutilated(byte[] sample) {
        byte[] bytes = Arrays.copyOf(sample, Math.max(0, length(sample.length)));
        int changes = random.nextInt(4);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            int near = random.nextBoolean() ? Math.min(80, bytes.length) : bytes.length;
            bytes[random.nextInt(near)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private int length(int length) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(length + 1);
            case 1 -> length + random.nextInt(50);
            default -> length;
        };
    }

    private static List<byte[]> samples() {
        List<byte[]> samples = new ArrayList<>();
        for (JsonNode message : Recording.lines("recordings")) {
            if (message.get("len").asInt() <= LARGEST) {
                samples.add(Recording.bytes(message));
            }
        }
        return samples;
    }
}
