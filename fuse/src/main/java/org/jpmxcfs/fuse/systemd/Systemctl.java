package org.jpmxcfs.fuse.systemd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program systemctl(1), for one system. */
public final class Systemctl {
    private static final Path ROOT = Path.of("/");
    private static final Path RUNNING = Path.of("/run/systemd/system");
    // Longer than the unit lets a stop take.
    private static final long SECONDS_MAX = 120;

    private final Path root;

    /**
     * Works on one system.
     *
     * @param root directory of that system, {@code /} for the one that runs
     */
    public Systemctl(Path root) {
        this.root = root;
    }

    /**
     * What a call said.
     *
     * @param status its exit status
     * @param text its output, standard error included, without the final line feed
     */
    public record Said(int status, String text) {}

    /** Whether systemd runs this system, so that services can be started now. */
    public boolean isRunning() {
        return root.equals(ROOT) && Files.isDirectory(RUNNING);
    }

    /**
     * Runs one command; it gets 120 s.
     *
     * @throws IOException there is no systemctl, or it did not end in time
     */
    public Said run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("systemctl"));
        if (!root.equals(ROOT)) {
            command.add("--root=" + root);
        }
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("jpmxcfs-systemctl", ".out");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(
                        String.join(" ", command) + ": not done after " + SECONDS_MAX + " s");
            }
            String text = Files.readString(output, StandardCharsets.ISO_8859_1).strip();
            return new Said(process.exitValue(), text);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException(String.join(" ", command) + ": interrupted", stop);
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
