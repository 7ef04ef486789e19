package org.jpmxcfs.fuse.cli.commands;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

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
            long pid = MountStatus.read(path).processId();
            return pid == 0 ? Optional.empty() : ProcessHandle.of(pid);
        } catch (CommandFailure notAnswering) {
            return Optional.empty();
        }
    }

    private static void awaitEnd(Path path, ProcessHandle daemon) throws CommandFailure {
        long deadline = System.nanoTime() + STOP_WITHIN.toNanos();
        while (!hasEnded(daemon)) {
            if (System.nanoTime() - deadline > 0) {
                throw new CommandFailure(
                        path
                                + " is unmounted, but its daemon (process "
                                + daemon.pid()
                                + ") has not stopped within "
                                + STOP_WITHIN.toSeconds()
                                + " s; look into the system log");
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    // Where nobody collects it, as in a container without an init, it stays in the table as a
    // zombie: state Z, the first word behind the name in parentheses. See proc(5).
    private static boolean hasEnded(ProcessHandle daemon) {
        try {
            Path stat = Path.of("/proc", Long.toString(daemon.pid()), "stat");
            String line = Files.readString(stat, StandardCharsets.ISO_8859_1);
            return line.charAt(line.lastIndexOf(')') + 2) == 'Z';
        } catch (IOException gone) {
            return true;
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
