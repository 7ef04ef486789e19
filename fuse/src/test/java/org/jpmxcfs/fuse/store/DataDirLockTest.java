package org.jpmxcfs.fuse.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirLockTest {
    @TempDir Path dir;

    @Test
    void shouldBeRefusedWhereAnotherProgramHoldsTheLockOfPmxcfs() throws Exception {
        // given
        Path file = Files.createFile(dir.resolve(".pmxcfs.lockfile"));
        Process other =
                new ProcessBuilder(
                                "flock",
                                "--no-fork",
                                file.toString(),
                                "sh",
                                "-c",
                                "echo held; exec sleep 600")
                        .start();
        assertEquals("held", other.inputReader().readLine());
        try {
            // when
            StartException refusal = assertThrows(StartException.class, this::take);

            // then
            String text = refusal.getMessage();
            assertTrue(text.contains("a running pmxcfs (process " + other.pid() + ")"), text);
        } finally {
            other.destroyForcibly().waitFor();
        }
        take().close();
    }

    @Test
    void shouldKeepOtherProgramsOutUntilItIsClosed() throws Exception {
        // given
        DataDirLock held = take();

        // when, then
        assertEquals(1, flock());
        held.close();
        assertEquals(0, flock());
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(dir.resolve(".pmxcfs.lockfile"))));
    }

    private DataDirLock take() throws StartException {
        return DataDirLock.take(new DataDirectory(dir));
    }

    private int flock() throws IOException, InterruptedException {
        return new ProcessBuilder("flock", "-n", dir.resolve(".pmxcfs.lockfile").toString(), "true")
                .start()
                .waitFor();
    }
}
