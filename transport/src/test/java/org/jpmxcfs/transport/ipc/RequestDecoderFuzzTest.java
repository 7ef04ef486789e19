package org.jpmxcfs.transport.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jpmxcfs.transport.broadcast.StatusEntries;
import org.jpmxcfs.transport.ipc.Request.Malformed;
import org.junit.jupiter.api.Test;

/** A seed is taken from the property {@code seed}, so that a failure can be run again. */
class RequestDecoderFuzzTest {
    private static final int ROUNDS = 200_000;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void shouldAnswerWhenBytesAreRandom() {
        // given
        Client[] clients = {new Client(1, Access.READ_WRITE), new Client(2, Access.READ_ONLY)};
        MapView view = new MapView().withGuest(100, "name: x\n").with("priv/token.cfg", "t\n");
        try (LogOutbox outbox = new LogOutbox(new RecordingSequencer())) {
            StatusEntries status = new StatusEntries("n1", () -> 0);
            IpcService service = new IpcService("n1", view, status, outbox);
            for (int i = 0; i < ROUNDS; i++) {
                byte[] message = messageWithoutLog();
                // when
                Answer answer = service.answer(clients[i % 2], message.clone());
                // then
                assertNotNull(answer.data(), () -> "seed " + seed);
            }
        }
    }

    @Test
    void shouldGiveRequestOrErrnoWhenGoodMessagesAreBent() {
        List<byte[]> good =
                List.of(
                        Messages.message(1),
                        Messages.setStatus("key", new byte[] {1, 2, 3}),
                        Messages.getStatus("n1", "key"),
                        Messages.readConfig("priv/x"),
                        Messages.log(6, "root@pam", "tag", "text"),
                        Messages.readLog(5, "root@pam"),
                        Messages.property(100, "name"),
                        Messages.verifyToken("a b"),
                        Messages.properties(100, "name", "lock"));
        int requests = 0;
        for (int i = 0; i < ROUNDS; i++) {
            // when
            Request request = RequestDecoder.decode(bent(good.get(i % good.size())));
            // then
            assertNotNull(request, () -> "seed " + seed);
            requests += request instanceof Malformed ? 0 : 1;
        }
        int decoded = requests;
        assertTrue(decoded > ROUNDS / 100, () -> decoded + " were requests, seed " + seed);
    }

    @Test
    void shouldRefuseWhenHeaderLiesAboutSize() {
        for (int size : new int[] {0, 15, 17, -1, Integer.MIN_VALUE, 0x7ffffff0}) {
            byte[] message = Messages.message(1);
            ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).putInt(8, size);
            assertEquals(new Malformed(IpcErrno.EINVAL), RequestDecoder.decode(message));
        }
        assertEquals(new Malformed(IpcErrno.EINVAL), RequestDecoder.decode(new byte[15]));
    }

    private byte[] messageWithoutLog() {
        byte[] body = new byte[random.nextInt(600)];
        random.nextBytes(body);
        int number = random.nextInt(16);
        return Messages.message(number == 7 ? 4 : number, body);
    }

    private byte[] bent(byte[] good) {
        byte[] message = good.clone();
        for (int flips = random.nextInt(4); flips > 0; flips--) {
            message[random.nextInt(message.length)] = (byte) random.nextInt(256);
        }
        if (random.nextInt(4) == 0) {
            message = Arrays.copyOf(message, random.nextInt(message.length + 20));
            if (message.length >= 16 && random.nextBoolean()) {
                ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).putInt(8, message.length);
            }
        }
        return message;
    }
}
