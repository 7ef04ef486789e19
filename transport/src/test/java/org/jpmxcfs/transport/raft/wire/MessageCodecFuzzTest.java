package org.jpmxcfs.transport.raft.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.log.model.RandomEntries;
import org.junit.jupiter.api.Test;

/** Random messages there and back, and random bytes. {@code -Dfuzz.seed=S} repeats a run. */
class MessageCodecFuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
    private static final int ROUNDS = 20_000;
    private static final int KINDS = 11;

    private final RandomGenerator random = new SplittableRandom(SEED);
    private final RandomEntries entries = new RandomEntries(random);
    private final MessageCodec codec = new MessageCodec();
    private final ByteBuffer buffer = ByteBuffer.allocate(MessageCodec.MESSAGE_BYTES_MAX);

    @Test
    void shouldDecodeWhatItEncodes() throws MalformedException {
        for (int round = 0; round < ROUNDS; round++) {
            Message message = message();

            Message decoded = MessageCodec.decode(ByteBuffer.wrap(encode(message)));

            assertEquals(message, decoded, "seed " + SEED);
        }
    }

    @Test
    void shouldRefuseEveryChangedByte() {
        for (int round = 0; round < 200; round++) {
            byte[] bytes = encode(message());
            for (int i = 0; i < bytes.length; i++) {
                byte[] changed = bytes.clone();
                changed[i] ^= (byte) (1 << random.nextInt(8));
                assertThrows(
                        MalformedException.class,
                        () -> MessageCodec.decode(ByteBuffer.wrap(changed)),
                        "seed " + SEED);
            }
        }
    }

    @Test
    void shouldGiveMessageOrRefusalForAnyBytesWithRightChecksum() {
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = mutilated(encode(message()));
            ByteBuffer wrapped = ByteBuffer.wrap(bytes);
            try {
                MessageCodec.decode(wrapped);
            } catch (MalformedException expected) {
                refused++;
            } catch (RuntimeException unexpected) {
                throw new AssertionError("seed " + SEED + ": " + unexpected, unexpected);
            }
        }
        assertTrue(refused > ROUNDS / 10, "seed " + SEED);
    }

    private byte[] encode(Message message) {
        codec.encode(message, buffer.clear());
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** Changed anywhere, cut or grown, but with a checksum that says that all is well. */
    private byte[] mutilated(byte[] bytes) {
        byte[] spoiled = Arrays.copyOf(bytes, Math.max(4, bytes.length + random.nextInt(21) - 10));
        for (int i = random.nextInt(4); i >= 0 && spoiled.length > 4; i--) {
            spoiled[4 + random.nextInt(spoiled.length - 4)] = (byte) random.nextInt();
        }
        CRC32C crc = new CRC32C();
        crc.update(spoiled, 4, spoiled.length - 4);
        ByteBuffer.wrap(spoiled).order(ByteOrder.LITTLE_ENDIAN).putInt((int) crc.getValue());
        return spoiled;
    }

    private Message message() {
        long term = number();
        return switch (random.nextInt(KINDS)) {
            case 0 -> new Message.VoteRequest(term, number(), number(), truth(), truth());
            case 1 -> new Message.VoteReply(term, truth(), truth(), truth());
            case 2 ->
                    new Message.Append(
                            term,
                            number(),
                            number(),
                            number(),
                            number(),
                            random.nextLong(),
                            entries());
            case 3 ->
                    new Message.AppendReply(
                            term,
                            truth(),
                            number(),
                            number(),
                            number(),
                            random.nextLong(),
                            truth());
            case 4 -> new Message.Heartbeat(term, number(), number(), random.nextLong());
            case 5 -> new Message.HeartbeatReply(term, number(), random.nextLong(), truth());
            case 6 -> chunk(term);
            case 7 ->
                    new Message.SnapshotReply(term, number(), number(), truth(), random.nextLong());
            case 8 -> new Message.Forward(term, requests());
            case 9 -> new Message.Committed(term, number());
            default -> new Message.CampaignNow(term);
        };
    }

    private Message chunk(long term) {
        Mark mark = new Mark(number(), number(), entries.members());
        byte[] bytes = new byte[random.nextInt(100)];
        random.nextBytes(bytes);
        byte[] digest = new byte[32];
        random.nextBytes(digest);
        long offset = random.nextInt(1000);
        return new Message.SnapshotChunk(
                term, mark, offset + bytes.length + random.nextInt(10), digest, offset, bytes);
    }

    private List<Entry> entries() {
        List<Entry> list = new ArrayList<>();
        long first = 1 + random.nextInt(1000);
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            list.add(entries.entry(first + i));
        }
        return list;
    }

    private List<Request> requests() {
        List<Request> list = new ArrayList<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            list.add(new Request(random.nextLong(), random.nextLong(), entries.mutation()));
        }
        return list;
    }

    private long number() {
        return random.nextLong(Long.MAX_VALUE);
    }

    private boolean truth() {
        return random.nextBoolean();
    }
}
