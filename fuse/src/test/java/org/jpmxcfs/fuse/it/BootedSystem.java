package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A Debian 12 of its own that systemd has booted: a root made by debootstrap once and kept outside
 * of the checkout, below a file system in memory that takes what a test changes.
 */
final class BootedSystem implements AutoCloseable {
    /** What the package needs, so that it can be installed without a network. */
    private static final String PACKAGES =
            "systemd,systemd-sysv,dbus,procps,openjdk-17-jre-headless,libfuse2,libqb100";

    private static final Path KEPT =
            Path.of(System.getProperty("user.home"), ".cache/jpmxcfs/bookworm-2");
    private static final String MIRROR = "http://deb.debian.org/debian";
    private static final Duration MAKING = Duration.ofMinutes(15);
    private static final long STOPPING_SECONDS = 60;
    private static final Set<String> BOOTED = Set.of("running", "degraded");

    private final Process container;

    private BootedSystem(Process container) {
        this.container = container;
    }

    /**
     * Boots it; where this cannot be done the test is skipped, but fails in continuous integration.
     *
     * @param shared a directory that the system sees as {@code /shared}, read-only
     * @param log where the messages of the boot go
     */
    static BootedSystem boot(Path shared, Path log) throws IOException {
        requireTools();
        makeRoot();
        ProcessBuilder builder =
                new ProcessBuilder(
                                "systemd-nspawn",
                                "--directory=" + KEPT,
                                "--boot",
                                "--register=no",
                                "--keep-unit",
                                "--private-network",
                                "--volatile=overlay",
                                "--bind=/dev/fuse",
                                "--bind-ro=" + shared + ":/shared")
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().put("SYSTEMD_NSPAWN_UNIFIED_HIERARCHY", "1");
        Process container = builder.start();
        try {
            BootedSystem system = new BootedSystem(container);
            Until.holds("booted", () -> BOOTED.contains(system.state()));
            return system;
        } catch (AssertionError notBooted) {
            container.destroyForcibly();
            throw new AssertionError(Files.readString(log), notBooted);
        }
    }

    /** Runs a command inside of it. */
    CommandRun run(String... command) {
        List<String> inside = new ArrayList<>(entering());
        inside.addAll(List.of("env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8"));
        inside.addAll(List.of(command));
        return CommandRun.of(inside.toArray(String[]::new));
    }

    /** Starts a command inside of it that goes on until it is ended. */
    Process start(Path out, String... command) throws IOException {
        List<String> inside = new ArrayList<>(entering());
        inside.addAll(List.of(command));
        return new ProcessBuilder(inside)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
    }

    /** Ends it; nothing that was changed inside of it stays. */
    @Override
    public void close() {
        container.destroy(); // which systemd-nspawn passes on as an orderly shutdown
        try {
            if (!container.waitFor(STOPPING_SECONDS, TimeUnit.SECONDS)) {
                container.destroyForcibly();
            }
        } catch (InterruptedException stop) {
            container.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    // While it starts, systemd-nspawn has other children before the one that stays.
    private List<String> entering() {
        long first = container.children().mapToLong(ProcessHandle::pid).findAny().orElse(0);
        return List.of("nsenter", "-t", Long.toString(first), "--all", "--");
    }

    private String state() {
        return run("systemctl", "is-system-running").out().strip();
    }

    private static void requireTools() {
        for (String tool : List.of("debootstrap", "systemd-nspawn", "nsenter")) {
            if (CommandRun.of("sh", "-c", "command -v " + tool).status() != 0) {
                skip("a system to boot needs " + tool);
            }
        }
    }

    private static void makeRoot() throws IOException {
        if (Files.isDirectory(KEPT)) {
            return;
        }
        Files.createDirectories(KEPT.getParent());
        Path fresh = Files.createTempDirectory(KEPT.getParent(), "making");
        CommandRun made =
                CommandRun.of(
                        MAKING,
                        List.of(
                                "debootstrap",
                                "--variant=minbase",
                                "--include=" + PACKAGES,
                                "bookworm",
                                fresh.toString(),
                                MIRROR));
        if (made.status() != 0) {
            CommandRun.of("rm", "-rf", fresh.toString());
            skip("a system to boot could not be made: " + made.out());
        }
        Files.move(fresh, KEPT, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void skip(String why) {
        if ("true".equals(System.getenv("CI"))) {
            fail(why);
        }
        Assumptions.abort(why);
    }
}
