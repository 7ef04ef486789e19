package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One command that ran to its end.
 *
 * @param status its exit status
 * @param out what it printed
 * @param err what it printed on standard error
 */
public record CommandRun(int status, String out, String err) {
    public static final Duration LIMIT = Duration.ofSeconds(90);

    /** Runs a command of the program inside the test, which spares a start of Java. */
    public static CommandRun inside(String... arguments) {
        org.jpmxcfs.fuse.cli.CommandRun run = org.jpmxcfs.fuse.cli.CommandRun.of(arguments);
        return new CommandRun(run.status(), run.out(), run.err());
    }

    /** Runs any command; it fails the test when it does not end in time. */
    public static CommandRun of(String... command) {
        return of(LIMIT, List.of(command));
    }

    /** Runs any command, for at most this long. */
    public static CommandRun of(Duration limit, List<String> command) {
        try {
            Path out = Files.createTempFile("jpmxcfs-it", ".out");
            Path err = Files.createTempFile("jpmxcfs-it", ".err");
            try {
                Process process =
                        new ProcessBuilder(command)
                                .redirectInput(Path.of("/dev/null").toFile())
                                .redirectOutput(out.toFile())
                                .redirectError(err.toFile())
                                .start();
                boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
                if (!ended) {
                    process.destroyForcibly();
                }
                assertTrue(ended, () -> command + " has not ended after " + limit);
                return new CommandRun(process.exitValue(), text(out), text(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(command + ": " + e, e);
        }
    }

    /** This run, which must have ended well. */
    public CommandRun requireSuccess() {
        assertEquals(0, status, this::toString);
        return this;
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
