package org.jpmxcfs.materializer.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The command line tool that ships with SQLite: an eye that is not ours. */
final class Sqlite3Tool {
    private Sqlite3Tool() {}

    /**
     * What the tool prints for a statement; skips the test where there is no tool, but not in CI.
     */
    static String run(Path file, String sql) throws IOException {
        boolean present =
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(path -> new File(path, "sqlite3").canExecute());
        if (!"true".equals(System.getenv("CI"))) {
            Assumptions.assumeTrue(present, "sqlite3 is not installed");
        }
        Process process =
                new ProcessBuilder("sqlite3", file.toString(), sql)
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertEquals(0, process.waitFor(), output);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return output.strip();
    }
}
