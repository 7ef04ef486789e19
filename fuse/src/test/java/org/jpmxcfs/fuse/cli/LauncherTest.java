package org.jpmxcfs.fuse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in an installed layout, with a script in the place of Java. */
class LauncherTest {
    private static final int SECONDS_MAX = 30;
    private static final String MAKES = "-XX:ArchiveClassesAtExit=";
    private static final String SAY = "printf '%s\\n' \"$@\"";

    @TempDir Path dir;

    @BeforeEach
    void install() throws IOException {
        Files.createDirectories(dir.resolve("share"));
        Files.copy(
                Path.of("bin/jpmxcfs"),
                dir.resolve("share/jpmxcfs"),
                StandardCopyOption.COPY_ATTRIBUTES);
        Files.createFile(dir.resolve("share/jpmxcfs.jar"));
        Files.writeString(dir.resolve("share/build-id"), "one\n");
        Files.createDirectories(dir.resolve("java/bin"));
        Files.createDirectories(dir.resolve("tmp"));
        Files.writeString(dir.resolve("java/release"), "JAVA_VERSION=\"17.0.1\"\n");
    }

    @Test
    void shouldRunTheJarBesideItWhenCalledThroughALink() throws Exception {
        // given
        java(SAY);
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
    void shouldMountWithTheOptionsOfTheOriginalUnderItsName() throws Exception {
        // given
        java("shift $(($# - 5)); echo \"mounted $*\"");
        Path link = dir.resolve("pmxcfs");
        Files.createSymbolicLink(link, Path.of("share/jpmxcfs"));

        // when
        CommandRun run = launch(link, "-l", "-d");

        // then
        assertEquals(
                new CommandRun(0, "jpmxcfs: mounted mount /etc/pve -l -d --detached\n", ""), run);
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

    @Test
    void shouldUseTheArchiveOfClassesOfThisBuildWhateverTheDatesAre() throws Exception {
        // given
        java(
                "for word in $*; do case $word in "
                        + MAKES
                        + "*) echo >${word#*=};; esac; done;"
                        + SAY);
        launch("--make-class-archive");
        Path archive = dir.resolve("share/classes-17.jsa");
        Files.setLastModifiedTime(archive, FileTime.from(Instant.EPOCH));

        // when
        CommandRun same = launch("status");
        Files.writeString(dir.resolve("share/build-id"), "another\n");
        CommandRun other = launch("status");

        // then
        String uses = "-XX:SharedArchiveFile=" + archive;
        assertTrue(same.out().contains(uses), same.out());
        assertFalse(other.out().contains(uses), other.out());
    }

    @Test
    void shouldSayInOneLineThatNoArchiveOfClassesCanBeMadeAndLeaveNothing() throws Exception {
        // given
        java("exit 1");

        // when
        CommandRun run = launch("--make-class-archive");

        // then
        assertEquals(1, run.status());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("all works without"), run.err());
        try (Stream<Path> left = Files.list(dir.resolve("tmp"))) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void shouldTryOnlyOnceForEachBuildToMakeTheArchiveOfClasses() throws Exception {
        // given
        assumeTrue(Files.isWritable(Path.of("/dev/fuse")), "archives are made with a mount");
        Path tries = dir.resolve("tries");
        java(
                "case $* in *"
                        + MAKES
                        + "*) echo >>"
                        + tries
                        + "; exit 1;; esac;"
                        + "echo 'mounted on /mnt/pve'");

        // when
        launch("mount");
        Path failed = dir.resolve("share/classes-17.jsa.failed");
        awaitFile(failed);
        launch("mount");
        Files.writeString(dir.resolve("share/build-id"), "another\n");
        CommandRun forced = launch("--make-class-archive");

        // then
        assertEquals(1, forced.status());
        assertEquals(2, Files.readAllLines(tries).size());
    }

    private static void awaitFile(Path file) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
        while (Files.notExists(file)) {
            assertTrue(System.nanoTime() < deadline, "not made: " + file);
            Thread.onSpinWait();
        }
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
        builder.environment().put("TMPDIR", dir.resolve("tmp").toString());
        Process process = builder.start();
        assertTrue(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS), "the launcher hangs");
        return new CommandRun(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static Optional<ProcessHandle> daemon(Path pid) throws IOException {
        String number = Files.readString(pid, StandardCharsets.US_ASCII).strip();
        return ProcessHandle.of(Long.parseLong(number));
    }
}
