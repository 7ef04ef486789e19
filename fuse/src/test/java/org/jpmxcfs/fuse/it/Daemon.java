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
public final class Daemon implements AutoCloseable {
    private static final Path BUILT = Path.of("target/jpmxcfs").toAbsolutePath();

    private final Path root;
    private final List<String> entering;
    private final List<String> identity;
    private final Path mount;
    private final Path data;
    private final Path foregroundOut;
    private final Path foregroundErr;
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> options = new ArrayList<>();
    private Process foreground;

    private Daemon(Path root, List<String> entering, String... identity) {
        this.root = root;
        this.entering = entering;
        this.identity = List.of(identity);
        mount = root.resolve("mnt");
        data = root.resolve("data");
        foregroundOut = root.resolve("foreground.out");
        foregroundErr = root.resolve("foreground.err");
    }

    /** A node that is not started yet, in the fresh workplace of a test class. */
    static Daemon of(Class<?> test) throws IOException {
        return at(Workplace.fresh(test));
    }

    /**
     * A node that is not started yet.
     *
     * @param root an empty directory
     */
    static Daemon at(Path root) throws IOException {
        Daemon daemon = new Daemon(root, List.of(), "--node", "node1", "--local");
        daemon.install();
        return daemon;
    }

    /**
     * A node of a cluster that is not started yet.
     *
     * @param root a directory that is not there yet
     * @param entering the command that runs a program where the node is to run
     */
    public static Daemon member(Path root, List<String> entering, String nodeName)
            throws IOException {
        String corosyncConf = "--corosync-conf=" + root.resolve("corosync/corosync.conf");
        Daemon daemon = new Daemon(root, entering, "--node", nodeName, corosyncConf);
        Files.createDirectories(root.resolve("corosync"));
        daemon.install();
        return daemon;
    }

    /** Gives these options to each start. */
    public Daemon with(String... always) {
        options.addAll(List.of(always));
        return this;
    }

    private void install() throws IOException {
        Files.createDirectory(mount);
        Files.createDirectory(data);
        Path launcher = launcher();
        Files.createDirectories(launcher.getParent());
        // Others start it at the same time: it is replaced in one step.
        Path fresh = Files.createTempFile(launcher.getParent(), "jpmxcfs", ".fresh");
        Files.copy(
                Path.of("bin/jpmxcfs"),
                fresh,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(fresh, launcher, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Where it mounts, or a path below it. */
    public Path mount(String... names) {
        return Path.of(mount.toString(), names);
    }

    /** Its data directory, or a path below it. */
    public Path data(String... names) {
        return Path.of(data.toString(), names);
    }

    /** A path beside mount point and data directory. */
    public Path beside(String name) {
        return root.resolve(name);
    }

    /** Starts it in the background; returns when the mount answers. */
    public void start(String... options) {
        tryStart(options).requireSuccess();
    }

    /** The same, whether it succeeds or not. */
    public CommandRun tryStart(String... options) {
        return CommandRun.of(CommandRun.LIMIT, mountCommand(options));
    }

    /** Starts it in the foreground; returns when the mount answers. */
    public void startInForeground(String... options) throws IOException {
        launchInForeground(options);
        awaitMounted();
    }

    /** Waits until the mount answers after a start in the foreground. */
    public void awaitMounted() {
        Until.holds(
                "mounted",
                () -> {
                    assertTrue(foreground.isAlive(), () -> "ended: " + foregroundErr());
                    return Files.readString(foregroundOut).contains("jpmxcfs: mounted on " + mount);
                });
    }

    /** Sets a variable for starts in the foreground. */
    public void setEnvironment(String name, String value) {
        environment.put(name, value);
    }

    /** Starts it in the foreground and does not wait for the mount. */
    public void launchInForeground(String... options) throws IOException {
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
    public String foregroundErr() {
        try {
            return Files.readString(foregroundErr);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** {@code kill -9}; the mount stays behind, without a daemon. */
    public void kill() throws IOException {
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
    public int terminate() throws Exception {
        foreground.destroy();
        assertTrue(
                foreground.waitFor(CommandRun.LIMIT.toSeconds(), TimeUnit.SECONDS),
                "the daemon does not stop");
        return foreground.exitValue();
    }

    /** Stops it with {@code jpmxcfs umount}, which returns when everything is stored. */
    public void umount() {
        run("umount", mount.toString()).requireSuccess();
    }

    /** Runs another command of the program. */
    public CommandRun run(String... arguments) {
        return CommandRun.of(CommandRun.LIMIT, command(arguments));
    }

    /** Runs a command of the program on the data directory. */
    public CommandRun runOnData(String... arguments) {
        return run(withData(arguments));
    }

    /** Starts a command of the program on the data directory, with its output in a file. */
    public Process startOnData(Path out, String... arguments) throws IOException {
        return new ProcessBuilder(command(withData(arguments)))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
    }

    /** Whether something is mounted on its mount point. */
    public boolean isMounted() throws IOException {
        return Workplace.mounts().contains(mount);
    }

    /** What it says of itself. */
    public JsonNode status() throws IOException {
        return JsonMapper.builder().build().readTree(Files.readAllBytes(mount(".jpmxcfs")));
    }

    /** Checks, with the daemon stopped, that database and journal can be trusted. */
    public void requireIntact() {
        CommandRun check = runOnData("db", "check");
        assertEquals(data("config.db") + ": intact\n", check.out(), check::toString);
        assertEquals(0, check.status(), check::toString);
        runOnData("journal", "verify").requireSuccess();
    }

    /** The process of the daemon. */
    public ProcessHandle process() throws IOException {
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

    private List<String> mountCommand(String... more) {
        List<String> command = command("mount");
        command.addAll(List.of(mount.toString(), "--data-dir", data.toString()));
        command.addAll(List.of("--run-dir", beside("run").toString()));
        command.addAll(identity);
        command.addAll(options);
        command.addAll(List.of(more));
        return command;
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(entering);
        command.add(launcher().toString());
        command.addAll(List.of(arguments));
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
