package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A data directory on a file system of 64 MiB that gets full, and has room again. */
@Timeout(300)
class DiskFullIT {
    private static final long DISK_BYTES = 64 << 20;
    private static final int BIG = 1 << 20;
    private static final int SMALL = 3_000;
    private static final int FILES_MAX = 20_000;

    private final Random random = new Random(7);
    private final Map<String, byte[]> acknowledged = new LinkedHashMap<>();
    private Daemon daemon;
    private LoopDisk disk;

    @BeforeEach
    void prepare() throws IOException {
        daemon = Daemon.of(DiskFullIT.class);
    }

    @AfterEach
    void clear() throws IOException {
        daemon.close();
        if (disk != null) {
            disk.close();
        }
    }

    @ParameterizedTest
    @EnumSource(value = LoopDisk.Kind.class, names = "EXT4")
    void shouldRefuseWithoutLossWhenFilledThroughTheMount(LoopDisk.Kind kind) throws Exception {
        // given
        makeDisk(kind);
        Path reserve = daemon.data("reserve");
        Files.write(reserve, new byte[12 << 20]);
        daemon.startInForeground();
        // when
        writeUntilFull(BIG);
        // then
        requireAll();
        Files.delete(reserve);
        requireService();
        Files.delete(daemon.mount(acknowledged.keySet().iterator().next()));
        acknowledged.remove(acknowledged.keySet().iterator().next());
        requireAllAfterRestart();
    }

    @ParameterizedTest
    @EnumSource(LoopDisk.Kind.class)
    void shouldRefuseWithoutLossWhenFilledFromOutside(LoopDisk.Kind kind) throws Exception {
        // given: small segments, so that the journal needs a new file while the disk is full
        makeDisk(kind);
        daemon.startInForeground("--history=1d,1MiB");
        write("before", SMALL);
        disk.fill("ballast");
        // when
        writeUntilFull(SMALL);
        // then
        requireAll();
        Until.holds("flush fails", () -> !lastDatabaseError().isEmpty());
        Files.delete(daemon.data("ballast"));
        requireService();
        Until.holds("flushed again", () -> lastDatabaseError().isEmpty());
        requireAllAfterRestart();
    }

    @ParameterizedTest
    @EnumSource(value = LoopDisk.Kind.class, names = "XFS")
    void shouldLoseNothingWhenKilledOnAFullDisk(LoopDisk.Kind kind) throws Exception {
        // given
        makeDisk(kind);
        daemon.startInForeground();
        write("before", SMALL);
        disk.fill("ballast");
        writeUntilFull(SMALL);
        // when
        daemon.kill();
        CommandRun start = daemon.tryStart();
        // then
        if (start.status() == 0) {
            requireAll();
            daemon.kill();
        } else {
            assertTrue(start.err().contains("space"), start::toString);
            assertEquals(1, start.err().lines().count(), start::toString);
        }
        Files.delete(daemon.data("ballast"));
        daemon.startInForeground();
        requireAll();
        requireService();
        requireAllAfterRestart();
    }

    private void makeDisk(LoopDisk.Kind kind) throws IOException {
        Assumptions.assumeTrue(
                kind.isThere() || "true".equals(System.getenv("CI")), kind + " cannot be made");
        disk = LoopDisk.make(kind, DISK_BYTES, daemon.beside("disk.img"), daemon.data());
    }

    /** Writes new files until one does not fit; that one may be there empty or in part. */
    private void writeUntilFull(int bytes) throws IOException {
        for (int i = 0; i < FILES_MAX; i++) {
            String name = "f" + acknowledged.size();
            FileSystemException full = tryWrite(name, bytes);
            if (full != null) {
                assertEquals(
                        "No space left on device",
                        full.getReason(),
                        () -> full + "\n" + daemon.foregroundErr());
                return;
            }
        }
        throw new AssertionError("never full");
    }

    private FileSystemException tryWrite(String name, int bytes) throws IOException {
        try {
            write(name, bytes);
            return null;
        } catch (FileSystemException full) {
            return full;
        } catch (IOException full) {
            // A write, unlike an open, does not name the file.
            return new FileSystemException(name, null, full.getMessage());
        }
    }

    private void write(String name, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        random.nextBytes(content);
        try (FileChannel file =
                FileChannel.open(
                        daemon.mount(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(content);
            // Of a large write the part that fits may be done; the next one then is refused.
            while (left.hasRemaining()) {
                assertTrue(file.write(left) > 0, "a write that writes nothing");
            }
        }
        acknowledged.put(name, content);
    }

    private void requireAll() throws IOException {
        for (Map.Entry<String, byte[]> file : acknowledged.entrySet()) {
            assertArrayEquals(
                    file.getValue(),
                    Files.readAllBytes(daemon.mount(file.getKey())),
                    file.getKey());
        }
    }

    private void requireService() {
        Until.holds("room again", () -> tryWrite("resumed", SMALL) == null);
    }

    private void requireAllAfterRestart() throws IOException {
        daemon.umount();
        daemon.requireIntact();
        daemon.startInForeground();
        requireAll();
        assertThrows(IOException.class, () -> Files.readAllBytes(daemon.mount("never-written")));
    }

    private String lastDatabaseError() throws IOException {
        return daemon.status().get("database").get("lastError").asText();
    }
}
