package org.jpmxcfs.bench.mount;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The workload fsbench.py, run by its own process on the processor of the daemon, as its figures
 * were taken.
 */
final class FsBench {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /**
     * What one operation took.
     *
     * @param p50Micros median, in microseconds
     * @param p99Micros 99th percentile, in microseconds
     * @param writtenBytes what the daemon had written to disk for one operation, on average
     */
    record Row(double p50Micros, double p99Micros, double writtenBytes) {}

    private final Path script;

    /** Puts the script into {@code directory}. */
    FsBench(Path directory) throws IOException {
        script = directory.resolve("fsbench.py");
        try (InputStream in = FsBench.class.getResourceAsStream("/fsbench.py")) {
            Files.copy(in, script);
        }
    }

    /**
     * Runs all operations on a mount.
     *
     * @param count how often each of the cheap ones is done
     * @return a row for each operation, by its name, in the order of the script
     */
    Map<String, Row> run(Daemon daemon, int count) throws IOException {
        Process process =
                new ProcessBuilder(
                                "taskset",
                                "-c",
                                "0",
                                "python3",
                                script.toString(),
                                daemon.mountPoint().toString(),
                                "--pid",
                                "" + daemon.processId(),
                                "--n",
                                "" + count)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        Map<String, Row> rows = new LinkedHashMap<>();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode row = JSON.readTree(line);
                rows.put(name(row), row(row));
            }
        }
        requireSuccess(process);
        return rows;
    }

    private static String name(JsonNode row) {
        String name = row.get("op").asText();
        return name.startsWith("readdir") ? "readdir" : name;
    }

    private static Row row(JsonNode row) {
        double written = row.get("write_mb").asDouble() * 1e6 / row.get("n").asDouble();
        return new Row(row.get("p50_us").asDouble(), row.get("p99_us").asDouble(), written);
    }

    private static void requireSuccess(Process process) throws IOException {
        try {
            if (process.waitFor() != 0) {
                throw new IOException("fsbench.py ended with " + process.exitValue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
