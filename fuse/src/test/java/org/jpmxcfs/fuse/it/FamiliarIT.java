package org.jpmxcfs.fuse.it;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What administrators and their programs expect of the mount, from the original and elsewhere. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FamiliarIT {
    private static final int MEBIBYTE = 1 << 20;

    private Daemon daemon;

    @BeforeEach
    void prepare() throws IOException {
        daemon = Daemon.of(FamiliarIT.class);
    }

    @AfterEach
    void stop() throws IOException {
        daemon.close();
    }

    @Test
    void shouldStopWhileProgramsUseTheMount() throws Exception {
        // given
        daemon.startInForeground();
        Files.createDirectory(daemon.mount("directory"));
        Process shell =
                new ProcessBuilder("sleep", "600")
                        .directory(daemon.mount("directory").toFile())
                        .start();
        FileChannel open = FileChannel.open(daemon.mount("file"), CREATE_NEW, WRITE);
        try {
            open.write(ByteBuffer.wrap(new byte[] {1}));

            // when
            int status = daemon.terminate();

            // then
            assertEquals(0, status, daemon::foregroundErr);
            assertFalse(daemon.isMounted());
            assertTrue(
                    daemon.foregroundErr().contains("still in use; it goes away with this process"),
                    daemon::foregroundErr);
            assertThrows(IOException.class, () -> open.write(ByteBuffer.wrap(new byte[] {2})));
            assertThrows(IOException.class, open::close);
        } finally {
            shell.destroyForcibly();
        }
        daemon.start();
        assertArrayEquals(new byte[] {1}, Files.readAllBytes(daemon.mount("file")));
    }

    @Test
    void shouldLeaveNothingBehindWhenToldToStopWhileItStarts() throws Exception {
        // given
        daemon.launchInForeground();
        Until.holds("it has begun", () -> Files.exists(daemon.data(".lockfile")));

        // when
        daemon.terminate();

        // then
        assertFalse(daemon.isMounted());
        daemon.start();
        Files.writeString(daemon.mount("file"), "served");
    }

    @Test
    void shouldKeepStrayFilesAsideWhenToldTo() throws Exception {
        // given
        Files.createDirectories(daemon.mount("nodes/node1"));
        Files.writeString(daemon.mount("nodes/node1/stray"), "written while nothing was mounted");
        Files.writeString(daemon.mount("differs"), "stray");

        // when
        CommandRun refused = daemon.tryStart();
        daemon.start("--move-stray");

        // then
        assertEquals(1, refused.status());
        assertTrue(refused.err().contains("--move-stray"), refused::toString);
        assertFalse(Files.exists(daemon.mount("nodes")));
        String list = daemon.runOnData("stray", "list", "--json").requireSuccess().out();
        String find = JsonMapper.builder().build().readTree(list).path("found").asText();
        Files.writeString(daemon.mount("differs"), "ours");

        CommandRun take = daemon.runOnData("stray", "take", find, "--mount=" + daemon.mount());
        assertEquals(1, take.status(), take::toString);
        assertTrue(take.out().contains("left      /differs"), take::toString);
        assertEquals(
                "written while nothing was mounted",
                Files.readString(daemon.mount("nodes/node1/stray")));
        assertEquals("ours", Files.readString(daemon.mount("differs")));

        daemon.runOnData("stray", "take", find, "--overwrite", "--mount=" + daemon.mount())
                .requireSuccess();
        assertEquals("stray", Files.readString(daemon.mount("differs")));
        daemon.runOnData("stray", "drop", find).requireSuccess();
        assertEquals(
                "nothing was found\n", daemon.runOnData("stray", "list").requireSuccess().out());
    }

    @Test
    void shouldLetProgramsSetModesWhenToldTo() throws Exception {
        // given
        Path source = daemon.beside("source");
        Files.writeString(source, "content");
        CommandRun.of("chmod", "0755", source.toString()).requireSuccess();
        CommandRun.of("chown", "12345:12345", source.toString()).requireSuccess();
        daemon.start();
        List<String> copy = List.of("cp", "-a", source.toString(), daemon.mount("copy").toString());
        assertEquals(1, CommandRun.of(CommandRun.LIMIT, copy).status(), "strict is the default");
        daemon.umount();

        // when
        daemon.start("--chmod=ignore");

        // then
        CommandRun.of(CommandRun.LIMIT, copy).requireSuccess();
        String target = daemon.mount("installed").toString();
        CommandRun.of("install", "-m", "0777", source.toString(), target).requireSuccess();
        assertEquals(
                "640 0\n640 0\n",
                CommandRun.of("stat", "-c", "%a %u", daemon.mount("copy").toString(), target)
                        .requireSuccess()
                        .out());
    }

    @Test
    void shouldMapAFileThatWasJustMade() throws Exception {
        // given
        daemon.start();
        try (FileChannel file = FileChannel.open(daemon.mount("file"), CREATE_NEW, READ, WRITE)) {
            file.write(ByteBuffer.wrap(new byte[4096]));

            // when
            MappedByteBuffer mapped = file.map(FileChannel.MapMode.READ_WRITE, 0, 4096);
            mapped.put(7, (byte) 42);
            mapped.force();
        }

        // then
        assertEquals(42, Files.readAllBytes(daemon.mount("file"))[7]);
    }

    /** On the descriptor that made the file the kernel cuts a write at the page, as there. */
    @Test
    void shouldWriteAllOrNothingAcrossTheLargestSize() throws Exception {
        // given
        daemon.start();
        Path path = daemon.mount("file");
        ByteBuffer ten = ByteBuffer.wrap("0123456789".getBytes());
        Files.write(path, new byte[] {1});
        try (FileChannel file = FileChannel.open(path, WRITE)) {

            // when, then
            IOException refused =
                    assertThrows(IOException.class, () -> file.write(ten, MEBIBYTE - 5));
            assertEquals("File too large", refused.getMessage());
            assertEquals(1, Files.size(path));
        }
        try (FileChannel made = FileChannel.open(daemon.mount("made"), CREATE_NEW, WRITE)) {
            assertEquals(5, made.write(ten.rewind(), MEBIBYTE - 5));
        }
        assertEquals(MEBIBYTE, Files.size(daemon.mount("made")));
    }
}
