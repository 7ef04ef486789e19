package org.jpmxcfs.fuse.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jnr.constants.platform.Errno;
import org.jpmxcfs.fuse.cli.options.MountPointOption;
import org.jpmxcfs.fuse.cli.options.MountStatus;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.libc.Libc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jpmxcfs umount}: takes a mount away and waits until its daemon has stopped. */
@Command(
        name = "umount",
        description = "Unmount, and wait until the daemon has stored everything and stopped.",
        footer = {"", "Example:", "  jpmxcfs umount /mnt/pve"})
public final class UmountCommand implements Callable<Integer> {
    private static final Duration STOP_WITHIN = Duration.ofSeconds(60);

    @Mixin private MountPointOption mountPoint;

    @Option(
            names = "--lazy",
            description = "Unmount also while programs use it; they keep what they have open.")
    private boolean lazy;

    @Override
    public Integer call() throws CommandFailure {
        Path path = mountPoint.path();
        Optional<ProcessHandle> daemon = daemon(path);
        Errno trouble = Libc.unmount(path.toString(), lazy);
        if (trouble != null) {
            throw failure(path, trouble);
        }
        if (daemon.isPresent()) {
            awaitEnd(path, daemon.get());
        }
        return 0;
    }

    // Without an answer there is nothing to wait for: what is mounted may be the rest of a dead
    // daemon.
    private static Optional<ProcessHandle> daemon(Path path) {
        try {
            JsonNode pid = MountStatus.read(path).path("processId");
            return pid.isIntegralNumber() ? ProcessHandle.of(pid.asLong()) : Optional.empty();
        } catch (CommandFailure notAnswering) {
            return Optional.empty();
        }
    }

    private static void awaitEnd(Path path, ProcessHandle daemon) throws CommandFailure {
        try {
            daemon.onExit().get(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new CommandFailure(
                    path
                            + " is unmounted, but its daemon (process "
                            + daemon.pid()
                            + ") has not stopped within "
                            + STOP_WITHIN.toSeconds()
                            + " s; look into the system log",
                    late);
        } catch (ExecutionException | InterruptedException unexpected) {
            throw new CommandFailure(
                    path + " is unmounted; its daemon could not be watched", unexpected);
        }
    }

    private static CommandFailure failure(Path path, Errno trouble) {
        return new CommandFailure(
                switch (trouble) {
                    case EINVAL -> path + ": nothing is mounted here";
                    case ENOENT -> path + " does not exist";
                    case EPERM, EACCES -> path + ": only root may unmount; try it with sudo";
                    case EBUSY ->
                            path
                                    + " is in use by "
                                    + MountUsers.describe(path)
                                    + "; end that, or unmount with --lazy";
                    default -> path + ": " + trouble.description();
                });
    }
}
