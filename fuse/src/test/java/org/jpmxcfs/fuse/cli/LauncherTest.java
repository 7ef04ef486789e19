package org.jpmxcfs.fuse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in an installed layout, with a script in the place of Java. */
class LauncherTest {
    private static final int SECONDS_MAX = 30;

    @TempDir Path dir;

    @BeforeEach
    void install() throws IOException {
        Files.createDirectories(dir.resolve("share"));
        Files.copy(
                Path.of("bin/jpmxcfs"),
                dir.resolve("share/jpmxcfs"),
                StandardCopyOption.COPY_ATTRIBUTES);
        Path jar = Files.createFile(dir.resolve("share/jpmxcfs.jar"));
        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
        Files.createFile(dir.resolve("share/classes-17.jsa"));
        Files.createDirectories(dir.resolve("java/bin"));
        Files.writeString(dir.resolve("java/release"), "JAVA_VERSION=\"17.0.1\"\n");
    }

    @Test
    void shouldRunTheJarBesideItWhenCalledThroughALink() throws Exception {
        // given
        java("printf '%s\\n' \"$@\"");
        Files.createDirectory(dir.resolve("bin"));
        Path link = dir.resolve("bin/jpmxcfs");
        Files.createSymbolicLink(link, Path.of("../share/jpmxcfs"));

        // when
        CommandRun run = launch(link, "status", "/a b");

        // then
        List<String> arguments = run.out().lines().toList();
        int jar = arguments.indexOf("-jar");
        assertEquals(
                List.of(dir.resolve("share/jpmxcfs.jar").toString(), "status", "/a b"),
                arguments.subList(jar + 1, arguments.size()));
        assertEquals(0, run.status());
    }

    @Test
    void shouldReturnWhenTheDaemonSaysItIsMountedAndLeaveItRunning() throws Exception {
        // given
        Path pid = dir.resolve("pid");
        java("echo $$ >" + pid + "; echo 'mounted on /mnt/pve'; exec sleep 60");

        // when
        CommandRun run = launch("mount", "/mnt/pve");

        // then
        ProcessHandle daemon = daemon(pid).orElseThrow();
        assertEquals("jpmxcfs: mounted on /mnt/pve\n", run.out());
        assertEquals(0, run.status());
        assertTrue(daemon.isAlive());
        daemon.destroyForcibly();
    }

    @Test
    void shouldShowTheReasonWhenTheDaemonCannotStart() throws Exception {
        // given
        java("echo 'jpmxcfs: group www-data is missing' >&2; exit 1");

        // when
        CommandRun run = launch("mount");

        // then
        assertEquals(new CommandRun(1, "", "jpmxcfs: group www-data is missing\n"), run);
    }

    @Test
    void shouldTellTheSignalWhenTheDaemonIsKilledWhileItStarts() throws Exception {
        // given
        java("kill -9 $$");

        // when
        CommandRun run = launch("mount");

        // then
        assertEquals(1, run.status());
        assertTrue(run.err().contains("killed by signal 9"), run.err());
    }

    @Test
    void shouldStopTheDaemonWhenItDoesNotMountInTime() throws Exception {
        // given
        Path pid = dir.resolve("pid");
        java("echo $$ >" + pid + "; exec sleep 60");

        // when
        CommandRun run = launch("mount");

        // then
        assertEquals(1, run.status());
        assertTrue(run.err().contains("not mounted after 2 s"), run.err());
        Optional<ProcessHandle> stillEnding = daemon(pid);
        if (stillEnding.isPresent()) {
            stillEnding.get().onExit().get(SECONDS_MAX, TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldStayInTheForegroundWhenAsked() throws Exception {
        // given
        java("echo \"$@\"; exit 3");

        // when
        CommandRun run = launch("mount", "-lf", "/mnt/pve");

        // then
        assertEquals(3, run.status());
        assertFalse(run.out().contains("--detached"), run.out());
    }

    @Test
    void shouldPassOverAJavaThatIsTooOld() throws Exception {
        // given
        java("echo this one is too old");
        Files.writeString(dir.resolve("java/release"), "JAVA_VERSION=\"11.0.2\"\n");

        // when
        CommandRun run = launch("status");

        // then: the machine's own Java runs instead, and can make nothing of an empty jar
        assertFalse(run.out().contains("too old"), run.out());
        assertEquals(1, run.status());
    }

    private void java(String script) throws IOException {
        Path java = dir.resolve("java/bin/java");
        Files.writeString(java, "#!/bin/sh\n" + script + "\n");
        assertTrue(java.toFile().setExecutable(true));
    }

    private CommandRun launch(String... arguments) throws Exception {
        return launch(dir.resolve("share/jpmxcfs"), arguments);
    }

    private CommandRun launch(Path launcher, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        Path out = dir.resolve("out");
        Path err = dir.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", dir.resolve("java").toString());
        builder.environment().put("JPMXCFS_MOUNT_TIMEOUT", "2");
        Process process = builder.start();
        assertTrue(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS), "the launcher hangs");
        return new CommandRun(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static Optional<ProcessHandle> daemon(Path pid) throws IOException {
        String number = Files.readString(pid, StandardCharsets.US_ASCII).strip();
        return ProcessHandle.of(Long.parseLong(number));
    }
}
