package org.jpmxcfs.fuse.mount.kernel.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jpmxcfs.fuse.mount.kernel.protocol.Request.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests as kernels sent them, and any other bytes. */
class RequestTest {
    private static final Path RECORDED = Path.of("src/test/resources/fuse-protocol");
    private static final int BUFFER_BYTES = 1 << 16;

    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.nativeOrder());
    private final Request request = new Request(buffer);

    /** A request with the name of its opcode, as recorded. */
    record Recorded(String opcode, byte[] bytes) {
        @Override
        public String toString() {
            return opcode + " of " + bytes.length + " bytes";
        }
    }

    static List<Recorded> recorded() throws IOException {
        List<Recorded> all = new ArrayList<>();
        try (var files = Files.list(RECORDED)) {
            for (Path file : files.sorted().toList()) {
                for (String line : Files.readAllLines(file)) {
                    String[] words = line.split(" ");
                    all.add(new Recorded(words[0], HexFormat.of().parseHex(words[1])));
                }
            }
        }
        return all;
    }

    private Verdict decode(byte[] bytes) {
        buffer.put(0, bytes);
        return request.decode(bytes.length);
    }

    private static Recorded first(String opcode) throws IOException {
        return recorded().stream().filter(r -> r.opcode().equals(opcode)).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void shouldUnderstandWhatKernelsSendOrSayThatItIsUnknown(Recorded recorded) {
        // when
        Verdict verdict = decode(recorded.bytes());

        // then
        boolean isKnown =
                EnumSet.allOf(Opcode.class).stream()
                        .anyMatch(opcode -> opcode.name().equals(recorded.opcode()));
        assertEquals(isKnown ? Verdict.REQUEST : Verdict.UNKNOWN, verdict);
        if (isKnown) {
            assertEquals(recorded.opcode(), request.opcode().name());
        } else {
            assertNull(request.opcode());
        }
    }

    @Test
    void shouldHaveARecordedRequestForAllThatIsAnsweredOften() throws IOException {
        // given
        Set<String> expected =
                Set.of(
                        "LOOKUP",
                        "GETATTR",
                        "SETATTR",
                        "READLINK",
                        "MKNOD",
                        "MKDIR",
                        "UNLINK",
                        "RMDIR",
                        "RENAME",
                        "OPEN",
                        "READ",
                        "WRITE",
                        "STATFS",
                        "RELEASE",
                        "FSYNC",
                        "OPENDIR",
                        "READDIR",
                        "READDIRPLUS",
                        "RELEASEDIR",
                        "CREATE",
                        "INIT",
                        "BATCH_FORGET",
                        "RENAME2",
                        "LSEEK",
                        "COPY_FILE_RANGE");

        // when
        List<String> recorded = recorded().stream().map(Recorded::opcode).toList();

        // then
        assertTrue(recorded.containsAll(expected), () -> "missing of " + expected);
    }

    @Test
    void shouldReadTheFieldsOfRecordedRequests() throws IOException {
        // when, then
        decode(first("MKDIR").bytes());
        assertEquals("d", request.name());
        assertEquals(1, request.node());
        decode(first("RENAME").bytes());
        assertEquals("m", request.name());
        assertEquals("n", request.newName());
        assertEquals(request.node(), request.newDirectory());
        decode(first("RENAME2").bytes());
        assertEquals("n", request.name());
        assertEquals("o", request.newName());
        assertEquals(1, request.renameFlags());
        decode(first("WRITE").bytes());
        assertArrayEquals("hello".getBytes(), request.data());
        assertEquals(0, request.offset());
        decode(first("LSEEK").bytes());
        assertEquals(3, request.whence());
        decode(first("COPY_FILE_RANGE").bytes());
        assertEquals(3, CopyRange.length(request));
    }

    @Test
    void shouldAgreeWithTheKernelOnWhatBothHave() throws IOException {
        // given
        decode(first("INIT").bytes());

        // when
        Negotiation agreed = Negotiation.with(request);

        // then
        assertEquals(7, Negotiation.major(request));
        assertTrue(agreed.isEnough());
        assertTrue(agreed.canExpireNames());
        assertEquals(Math.min(Negotiation.minor(request), Negotiation.MINOR_MAX), agreed.minor());
    }

    @Test
    void shouldGiveAVerdictOnAnyBytes() throws IOException {
        // given
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Recorded> recorded = recorded();

        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = recorded.get(random.nextInt(recorded.size())).bytes().clone();
            mutate(bytes, random);
            int count = random.nextInt(10) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;

            // when
            buffer.put(0, bytes);
            if (count >= 4 && random.nextInt(4) > 0) {
                buffer.putInt(0, count);
            }
            Verdict verdict = request.decode(count);

            // then
            if (verdict == Verdict.REQUEST) {
                readAll(seed);
            }
        }
    }

    private static void mutate(byte[] bytes, Random random) {
        for (int i = random.nextInt(6); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
    }

    // Whatever is said to be a request can be read as one.
    private void readAll(long seed) {
        switch (request.opcode()) {
            case LOOKUP, UNLINK, RMDIR, MKDIR, MKNOD, CREATE -> request.name();
            case RENAME, RENAME2 ->
                    assertTrue(
                            request.name().length() > 0 && request.newName().length() > 0,
                            () -> "seed " + seed);
            case WRITE -> assertEquals(request.size(), request.data().length, () -> "seed " + seed);
            case BATCH_FORGET -> {
                for (int i = 0; i < request.forgetCount(); i++) {
                    request.forgetNode(i);
                    request.forgotten(i);
                }
            }
            case SETATTR -> {
                SetAttributes.size(request);
                SetAttributes.gid(request);
            }
            case INIT -> Negotiation.with(request);
            default -> request.unique();
        }
    }

    @Test
    void shouldRefuseANameThatNoEntryCouldHave() throws IOException {
        // given
        byte[] slash = first("LOOKUP").bytes().clone();
        slash[Request.HEADER_BYTES] = '/';
        byte[] endless = first("LOOKUP").bytes().clone();
        endless[endless.length - 1] = 'x';

        // when, then
        assertEquals(Verdict.MALFORMED, decode(slash));
        assertEquals(Verdict.MALFORMED, decode(endless));
        assertEquals(Verdict.NOTHING, request.decode(Request.HEADER_BYTES - 1));
    }
}
