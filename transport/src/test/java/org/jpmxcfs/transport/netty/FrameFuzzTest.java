package org.jpmxcfs.transport.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.transport.raft.wire.Message;
import org.junit.jupiter.api.Test;

/** Random frames there and back, and random bytes. {@code -Dfuzz.seed=S} repeats a run. */
class FrameFuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
    private static final int ROUNDS = 20_000;
    private static final int BODY = FrameCodec.LENGTH_BYTES + FrameCodec.FRAME_BYTES_MIN;

    private final RandomGenerator random = new SplittableRandom(SEED);
    private final FrameCodec codec = new FrameCodec();
    private final ByteBuffer buffer = ByteBuffer.allocate(FrameCodec.ENROLLED_BYTES_MAX);

    @Test
    void shouldDecodeWhatIsEncoded() throws MalformedException {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = encode(frame());

            Frame decoded = decode(bytes);

            assertArrayEquals(bytes, encode(decoded), "seed " + SEED);
        }
    }

    @Test
    void shouldRefuseEveryChangedByteOfTheBody() {
        for (int round = 0; round < 100; round++) {
            byte[] bytes = encode(frame());
            for (int i = BODY; i < bytes.length; i++) {
                byte[] changed = bytes.clone();
                changed[i] ^= (byte) (1 << random.nextInt(8));
                assertThrows(MalformedException.class, () -> decode(changed), "seed " + SEED);
            }
        }
    }

    @Test
    void shouldGiveFrameOrRefusalForAnyBytesWithRightChecksum() {
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = mutilated(encode(frame()));
            try {
                decode(bytes);
            } catch (MalformedException expected) {
                refused++;
            } catch (RuntimeException unexpected) {
                throw new AssertionError("seed " + SEED + ": " + unexpected, unexpected);
            }
        }
        assertTrue(refused > ROUNDS / 10, "seed " + SEED);
    }

    @Test
    void shouldCutAStreamIntoFramesHoweverItComes() {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(FrameCodec.FRAME_BYTES_MAX));
        List<Frame> sent = new ArrayList<>();
        ByteBuffer stream = ByteBuffer.allocate(1 << 20);
        for (int i = 0; i < 300; i++) {
            Frame frame = frame();
            sent.add(frame);
            stream.put(encode(frame));
        }
        stream.flip();

        while (stream.hasRemaining()) {
            byte[] part = new byte[Math.min(stream.remaining(), 1 + random.nextInt(700))];
            stream.get(part);
            channel.writeInbound(Unpooled.wrappedBuffer(part));
        }

        for (Frame frame : sent) {
            assertArrayEquals(encode(frame), encode(channel.readInbound()), "seed " + SEED);
        }
        assertNull(channel.<Frame>readInbound());
    }

    @Test
    void shouldTakeNothingAfterTheFirstMalformedFrame() {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(FrameCodec.HELLO_BYTES_MAX));
        byte[] zeros = new byte[100];
        assertThrows(
                DecoderException.class, () -> channel.writeInbound(Unpooled.wrappedBuffer(zeros)));

        channel.writeInbound(Unpooled.wrappedBuffer(encode(new Frame.Ping(1))));

        assertNull(channel.<Frame>readInbound());
    }

    @Test
    void shouldGiveRandomBytesNoWayOutOfTheDecoder() {
        for (int round = 0; round < ROUNDS / 40; round++) {
            EmbeddedChannel channel =
                    new EmbeddedChannel(new FrameDecoder(FrameCodec.HELLO_BYTES_MAX));
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            if (bytes.length > 4 && random.nextBoolean()) {
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length - 4);
            }
            try {
                channel.writeInbound(Unpooled.wrappedBuffer(bytes));
            } catch (DecoderException expected) {
                assertTrue(expected.getCause() instanceof MalformedException, "seed " + SEED);
            }
            channel.finishAndReleaseAll();
        }
    }

    private byte[] encode(Frame frame) {
        codec.encode(frame, buffer.clear());
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private static Frame decode(byte[] bytes) throws MalformedException {
        return FrameCodec.decode(
                ByteBuffer.wrap(
                        bytes, FrameCodec.LENGTH_BYTES, bytes.length - FrameCodec.LENGTH_BYTES));
    }

    /** Changed anywhere, cut or grown, but with a checksum that says that all is well. */
    private byte[] mutilated(byte[] bytes) {
        byte[] spoiled =
                Arrays.copyOf(bytes, Math.max(BODY, bytes.length + random.nextInt(21) - 10));
        for (int i = random.nextInt(4); i >= 0 && spoiled.length > BODY; i--) {
            spoiled[BODY + random.nextInt(spoiled.length - BODY)] = (byte) random.nextInt();
        }
        if (random.nextInt(4) == 0) {
            spoiled[FrameCodec.LENGTH_BYTES] = (byte) random.nextInt(12);
        }
        CRC32C crc = new CRC32C();
        crc.update(spoiled, BODY, spoiled.length - BODY);
        ByteBuffer.wrap(spoiled)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(BODY - Integer.BYTES, (int) crc.getValue());
        return spoiled;
    }

    private Frame frame() {
        return switch (random.nextInt(10)) {
            case 0 ->
                    new Frame.Hello(
                            text(),
                            1 + random.nextInt(1000),
                            "n" + text(),
                            random.nextBoolean() ? Lane.BULK : Lane.CONTROL,
                            random.nextLong(),
                            1 + random.nextInt(65535));
            case 1 -> new Frame.Foreign(random.nextInt(256));
            case 2 -> new Frame.Welcome(text(), random.nextInt(), text(), random.nextLong());
            case 3 ->
                    new Frame.Refused(
                            Refusal.values()[random.nextInt(Refusal.values().length)], text());
            case 4 -> new Frame.Ping(random.nextLong());
            case 5 -> new Frame.Pong(random.nextLong());
            case 6 -> new Frame.Value("k" + text(), bytes());
            case 7 ->
                    new Frame.Carried(
                            new Message.Heartbeat(
                                    random.nextLong(100), random.nextLong(100), 1, 2));
            case 8 -> new Frame.Enrol(bytes());
            default -> new Frame.Enrolled(bytes());
        };
    }

    private String text() {
        return Names.ofBytes(bytes());
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(100)];
        random.nextBytes(bytes);
        return bytes;
    }
}
