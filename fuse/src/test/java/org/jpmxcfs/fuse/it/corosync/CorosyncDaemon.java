package org.jpmxcfs.fuse.it.corosync;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.fuse.it.CommandRun;
import org.jpmxcfs.fuse.it.Workplace;
import org.jpmxcfs.fuse.it.cluster.Lan;

/**
 * One Corosync, on a host of the test's network. Its sockets are in the host's network and are seen
 * there alone; its PID file, which has a fixed path, is in a namespace of mounts of its own.
 */
public final class CorosyncDaemon implements AutoCloseable {
    private final Lan.Host host;
    private final Path root;
    private Process process;

    /**
     * A Corosync that is not started.
     *
     * @param root where its files go, in a directory of their own
     */
    CorosyncDaemon(Lan.Host host, Path root) throws IOException {
        this.host = host;
        this.root = root.resolve("corosync");
        Files.createDirectories(this.root.resolve("run"));
        Files.createDirectories(this.root.resolve("state"));
    }

    /** The host that it runs on. */
    public Lan.Host host() {
        return host;
    }

    /** The configuration that it reads. */
    public Path config() {
        return root.resolve("corosync.conf");
    }

    /** Replaces its configuration, in one step, where {@code STATE} is its own directory. */
    void configure(String text) throws IOException {
        Path fresh = root.resolve("corosync.conf.fresh");
        Files.writeString(fresh, text.replace("STATE", root.resolve("state").toString()));
        Files.move(fresh, config(), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Starts it and does not wait. */
    public void start() throws IOException {
        List<String> command = new ArrayList<>(host.entering());
        command.addAll(List.of("unshare", "--mount", "--propagation", "private", "sh", "-c"));
        command.add(
                "mount --bind '%s' /run && exec corosync -f -c '%s'"
                        .formatted(root.resolve("run"), config()));
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                        .start();
    }

    /** {@code kill -9}; returns when it has ended. */
    public void kill() {
        process.destroyForcibly();
        Workplace.awaitEnd(process.toHandle());
    }

    /** Stops it in good order. */
    public void stop() throws InterruptedException {
        process.destroy();
        long seconds = CommandRun.LIMIT.toSeconds();
        assertTrue(process.waitFor(seconds, TimeUnit.SECONDS), "corosync does not stop");
    }

    /** Sends it a signal, by its name without SIG. */
    public void signal(String signal) {
        CommandRun.of("kill", "-" + signal, "" + process.pid()).requireSuccess();
    }

    /** What it has written. */
    public String output() {
        try {
            return Files.readString(log());
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }

    private Path log() {
        return root.resolve("corosync.log");
    }
}
