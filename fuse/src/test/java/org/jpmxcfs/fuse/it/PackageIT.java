package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The Debian package, installed below a directory of its own with a package database of its own, so
 * that the system stays as it is.
 */
@Timeout(180)
class PackageIT {
    private static final Path PACKAGE = Path.of("target/jpmxcfs.deb").toAbsolutePath();

    private Path root;

    @BeforeEach
    void makeSystem() throws IOException {
        root = Workplace.fresh(PackageIT.class);
        Path database = Files.createDirectories(root.resolve("system/var/lib/dpkg"));
        Files.createDirectories(database.resolve("info"));
        Files.createDirectories(database.resolve("updates"));
        Files.createFile(database.resolve("status"));
    }

    @AfterEach
    void clear() throws IOException {
        Workplace.clear(root);
    }

    @Test
    void shouldInstallRunAndRemoveWithoutLeavingAnything() throws IOException {
        // given
        Path system = root.resolve("system");
        Path mount = Files.createDirectory(root.resolve("mnt"));
        String program = system.resolve("usr/bin/jpmxcfs").toString();

        // when
        dpkg("--install", PACKAGE.toString()).requireSuccess();

        // then
        assertTrue(CommandRun.of(program, "--version").requireSuccess().out().contains("jpmxcfs"));
        CommandRun.of(mountCommand(program, mount)).requireSuccess();
        Files.writeString(mount.resolve("x"), "y");
        assertEquals("y", Files.readString(mount.resolve("x")));
        CommandRun.of(program, "umount", mount.toString()).requireSuccess();
        Path share = system.resolve("usr/share/jpmxcfs");
        // Made behind the first mount; else it could come when all is removed.
        Until.holds("classes archived", () -> hasFile(share, "classes-\\d+\\.\\w+\\.key"));
        CommandRun.of(program, "service", "install", "--root", system.toString()).requireSuccess();
        CommandRun.of(program, "service", "uninstall", "--root", system.toString())
                .requireSuccess();
        requireUnit(system);

        // and
        dpkg("--remove", "jpmxcfs").requireSuccess();
        assertEquals(List.of(), filesBelow(system.resolve("usr")));
    }

    private static void requireUnit(Path system) throws IOException {
        Path unit = system.resolve("usr/lib/systemd/system/jpmxcfs.service");
        assertTrue(
                Files.readAllLines(unit)
                        .contains(
                                "ExecStart=/usr/bin/jpmxcfs mount /etc/pve --foreground"
                                        + " --move-stray $JPMXCFS_OPTIONS"));
    }

    private String[] mountCommand(String program, Path mount) {
        return new String[] {
            program,
            "mount",
            mount.toString(),
            "--data-dir=" + root.resolve("data"),
            "--run-dir=" + root.resolve("run"),
            "--node=node1",
            "--local",
            "--no-ipc"
        };
    }

    // Without a chroot: the scripts of the package are told the directory instead.
    private CommandRun dpkg(String... arguments) {
        Path system = root.resolve("system");
        List<String> command = new ArrayList<>();
        command.add("dpkg");
        command.add("--instdir=" + system);
        command.add("--admindir=" + system.resolve("var/lib/dpkg"));
        command.add("--log=" + root.resolve("dpkg.log"));
        command.add("--force-script-chrootless");
        command.add("--force-depends"); // what it depends on is installed outside
        command.add("--force-bad-path");
        command.addAll(List.of(arguments));
        return CommandRun.of(command.toArray(String[]::new));
    }

    private static boolean hasFile(Path directory, String pattern) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> file.getFileName().toString().matches(pattern));
        }
    }

    private static List<Path> filesBelow(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> !Files.isDirectory(file)).toList();
        }
    }
}
