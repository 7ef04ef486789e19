package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A node of its own: the program as it is installed, a mount point and a data directory. Closing it
 * leaves no mount and no process behind, whatever has happened.
 */
final class Daemon implements AutoCloseable {
    private static final Path BUILT = Path.of("target/jpmxcfs").toAbsolutePath();

    private final Path root;
    private final Path mount;
    private final Path data;
    private final Path foregroundOut;
    private final Path foregroundErr;
    private final Map<String, String> environment = new HashMap<>();
    private Process foreground;

    private Daemon(Path root) {
        this.root = root;
        mount = root.resolve("mnt");
        data = root.resolve("data");
        foregroundOut = root.resolve("foreground.out");
        foregroundErr = root.resolve("foreground.err");
    }

    /** A node that is not started yet, in the fresh workplace of a test class. */
    static Daemon of(Class<?> test) throws IOException {
        Daemon daemon = new Daemon(Workplace.fresh(test));
        Files.createDirectory(daemon.mount);
        Files.createDirectory(daemon.data);
        Path launcher = launcher();
        Files.createDirectories(launcher.getParent());
        Files.copy(
                Path.of("bin/jpmxcfs"),
                launcher,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        return daemon;
    }

    /** Where it mounts, or a path below it. */
    Path mount(String... names) {
        return Path.of(mount.toString(), names);
    }

    /** Its data directory, or a path below it. */
    Path data(String... names) {
        return Path.of(data.toString(), names);
    }

    /** A path beside mount point and data directory. */
    Path beside(String name) {
        return root.resolve(name);
    }

    /** Starts it in the background; returns when the mount answers. */
    void start(String... options) {
        tryStart(options).requireSuccess();
    }

    /** The same, whether it succeeds or not. */
    CommandRun tryStart(String... options) {
        return CommandRun.of(CommandRun.LIMIT, mountCommand(options));
    }

    /** Starts it in the foreground; returns when the mount answers. */
    void startInForeground(String... options) throws IOException {
        launchInForeground(options);
        Until.holds(
                "mounted",
                () -> {
                    assertTrue(foreground.isAlive(), () -> "ended: " + foregroundErr());
                    return Files.readString(foregroundOut).contains("jpmxcfs: mounted on " + mount);
                });
    }

    /** Sets a variable for starts in the foreground. */
    void setEnvironment(String name, String value) {
        environment.put(name, value);
    }

    /** Starts it in the foreground and does not wait for the mount. */
    void launchInForeground(String... options) throws IOException {
        List<String> command = mountCommand(options);
        command.add("--foreground");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(foregroundOut.toFile())
                        .redirectError(foregroundErr.toFile());
        builder.environment().putAll(environment);
        foreground = builder.start();
    }

    /** What it has written to standard error in the foreground. */
    String foregroundErr() {
        try {
            return Files.readString(foregroundErr);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** {@code kill -9}; the mount stays behind, without a daemon. */
    void kill() throws IOException {
        ProcessHandle daemon = process();
        daemon.destroyForcibly();
        Workplace.awaitEnd(daemon);
    }

    /** {@code kill -9} of what was started in the foreground, whether or not it still runs. */
    void killForeground() {
        foreground.destroyForcibly();
        Workplace.awaitEnd(foreground.toHandle());
    }

    /** Ends what runs in the foreground with SIGTERM; returns its exit status. */
    int terminate() throws Exception {
        foreground.destroy();
        assertTrue(
                foreground.waitFor(CommandRun.LIMIT.toSeconds(), TimeUnit.SECONDS),
                "the daemon does not stop");
        return foreground.exitValue();
    }

    /** Stops it with {@code jpmxcfs umount}, which returns when everything is stored. */
    void umount() {
        run("umount", mount.toString()).requireSuccess();
    }

    /** Runs another command of the program. */
    CommandRun run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(launcher().toString()));
        command.addAll(List.of(arguments));
        return CommandRun.of(CommandRun.LIMIT, command);
    }

    /** Runs a command of the program on the data directory. */
    CommandRun runOnData(String... arguments) {
        return run(withData(arguments));
    }

    /** Starts a command of the program on the data directory, with its output in a file. */
    Process startOnData(Path out, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher().toString()));
        command.addAll(List.of(withData(arguments)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
    }

    /** Whether something is mounted on its mount point. */
    boolean isMounted() throws IOException {
        return Workplace.mounts().contains(mount);
    }

    /** What it says of itself. */
    JsonNode status() throws IOException {
        return JsonMapper.builder().build().readTree(Files.readAllBytes(mount(".jpmxcfs")));
    }

    /** Checks, with the daemon stopped, that database and journal can be trusted. */
    void requireIntact() {
        CommandRun check = runOnData("db", "check");
        assertEquals(data("config.db") + ": intact\n", check.out(), check::toString);
        assertEquals(0, check.status(), check::toString);
        runOnData("journal", "verify").requireSuccess();
    }

    /** The process of the daemon. */
    ProcessHandle process() throws IOException {
        long pid =
                foreground != null && foreground.isAlive()
                        ? foreground.pid() // the launcher became the daemon
                        : status().get("processId").asLong();
        return ProcessHandle.of(pid).orElseThrow();
    }

    @Override
    public void close() throws IOException {
        if (foreground != null) {
            foreground.destroyForcibly();
        }
        Workplace.clear(root);
    }

    private List<String> mountCommand(String... options) {
        List<String> command = new ArrayList<>();
        command.add(launcher().toString());
        command.addAll(List.of("mount", mount.toString(), "--data-dir", data.toString()));
        command.addAll(List.of("--run-dir", beside("run").toString()));
        command.addAll(List.of("--node", "node1", "--local"));
        command.addAll(List.of(options));
        return command;
    }

    private String[] withData(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data-dir", data.toString()));
        return all.toArray(String[]::new);
    }

    static Path launcher() {
        return BUILT.resolve("bin/jpmxcfs");
    }
}
