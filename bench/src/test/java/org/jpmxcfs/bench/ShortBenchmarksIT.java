package org.jpmxcfs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Locale;
import org.jpmxcfs.bench.mount.MountBenchmark;
import org.jpmxcfs.bench.mount.WritesBenchmark;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine;

/**
 * Runs every benchmark in a short form, so that a broken one is noticed at once; each prints its
 * table. The figures are too short to quote, and no limit hangs on them: bench/run takes the ones
 * that count.
 */
class ShortBenchmarksIT {
    /** The launcher shows lines with this word among those of all tests. */
    private static final String PREFIX = "BENCH ";

    private static final Path APP =
            Path.of("..", "fuse", "target", "jpmxcfs").toAbsolutePath().normalize();

    @Test
    void shouldMeasureEveryStageOfTheWritePath() throws RunnerException {
        // given
        Options shortForm =
                new OptionsBuilder()
                        .include("\\.(Encode|Append|Apply|Flush|Submit)Benchmark\\.")
                        .warmupIterations(1)
                        .warmupTime(TimeValue.milliseconds(500))
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(500))
                        .forks(1)
                        .shouldFailOnError(true)
                        .build();

        // when
        Collection<RunResult> results = new Runner(shortForm).run();

        // then
        assertTrue(results.size() >= 10, "five stages, each in two modes");
        for (RunResult result : results) {
            assertTrue(result.getPrimaryResult().getScore() > 0, result::toString);
            print(result);
        }
    }

    @Test
    void shouldMeasureAMountBesideOneThatDoesNothing() throws IOException {
        // given
        boolean canMount = Files.isWritable(Path.of("/dev/fuse"));
        assertFalse(System.getenv("CI") != null && !canMount, "/dev/fuse is needed here");
        assumeTrue(canMount, "/dev/fuse is missing or not writable: run as root");
        putLauncher();

        // when
        int status =
                new CommandLine(new MountBenchmark())
                        .execute(
                                "--app=" + APP,
                                "--rounds=1",
                                "--warm-up=0",
                                "--count=300",
                                "--line-prefix=" + PREFIX);

        // then
        assertEquals(0, status);
    }

    @Test
    void shouldCountWhatReachesTheDisk() throws IOException {
        // given
        boolean canMount = Files.isWritable(Path.of("/dev/fuse"));
        assumeTrue(canMount, "/dev/fuse is missing or not writable: run as root");
        putLauncher();

        // when
        int status =
                WritesBenchmark.commandLine()
                        .execute(
                                "--app=" + APP,
                                "--disk=EXT4",
                                "--sample=2",
                                "--edits=5",
                                "--dense=100",
                                "--line-prefix=" + PREFIX);

        // then
        assertEquals(0, status);
    }

    private static void putLauncher() throws IOException {
        Path bin = Files.createDirectories(APP.resolve("bin"));
        Path launcher = Path.of("..", "fuse", "bin", "jpmxcfs");
        Files.copy(
                launcher,
                bin.resolve("jpmxcfs"),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static void print(RunResult result) {
        String name = result.getParams().getBenchmark();
        System.out.printf(
                Locale.ROOT,
                PREFIX + "%-24s %-22s %12.3f %s%n",
                name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1),
                result.getParams().getMode().longLabel().replaceAll(",.*", ""),
                result.getPrimaryResult().getScore(),
                result.getPrimaryResult().getScoreUnit());
    }
}
