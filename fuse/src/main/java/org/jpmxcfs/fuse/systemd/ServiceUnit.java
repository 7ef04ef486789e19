package org.jpmxcfs.fuse.systemd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The unit file by which systemd knows the daemon. A package brings its own; a program that runs
 * from elsewhere gets one where administrators keep theirs.
 */
public final class ServiceUnit {
    /** The name of the unit. */
    public static final String NAME = "jpmxcfs.service";

    /** The name by which Proxmox's own units ask for it. */
    public static final String ALIAS = "pve-cluster.service";

    private static final String PROGRAM = "/usr/bin/jpmxcfs";
    private static final Path PACKAGED_PROGRAM = Path.of("/usr/share/jpmxcfs");
    private static final String MODE = "rw-r--r--";

    private final Path written;
    private final Path packaged;
    private final OwnCopy copy;

    /**
     * The unit of one system.
     *
     * @param root directory of that system, {@code /} for the one that runs
     */
    public ServiceUnit(Path root) {
        written = root.resolve("etc/systemd/system").resolve(NAME);
        packaged = root.resolve("usr/lib/systemd/system").resolve(NAME);
        copy = new OwnCopy(root);
    }

    /** The file that systemd reads; empty when there is none. */
    public Optional<Path> file() {
        return Files.exists(written)
                ? Optional.of(written)
                : Optional.of(packaged).filter(Files::exists);
    }

    /**
     * Makes sure that there is a unit which starts this application: the package's own, or else one
     * that starts a copy of the application at a place of its own.
     *
     * @param application the directory that holds {@code jpmxcfs.jar}
     * @param launcher the program that starts it
     * @return the program that the unit starts
     */
    public Path write(Path application, Path launcher) throws IOException {
        if (launcher.startsWith(PACKAGED_PROGRAM) && Files.exists(packaged)) {
            return Path.of(PROGRAM);
        }
        Path program = copy.make(application, launcher);
        Files.createDirectories(written.getParent());
        Path fresh = written.resolveSibling(NAME + ".new");
        Files.writeString(fresh, text(program));
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(MODE));
        Files.move(fresh, written, StandardCopyOption.ATOMIC_MOVE);
        return program;
    }

    /** Takes away what {@link #write} wrote. */
    public void delete() throws IOException {
        Files.deleteIfExists(written);
        copy.delete();
    }

    /** The text of a unit that starts this program. */
    static String text(Path program) throws IOException {
        try (InputStream unit = ServiceUnit.class.getResourceAsStream(NAME)) {
            String text = new String(unit.readAllBytes(), StandardCharsets.UTF_8);
            return text.replace("ExecStart=" + PROGRAM, "ExecStart=" + quoted(program));
        }
    }

    // See systemd.service(5), "Command lines", and systemd.unit(5), "Specifiers".
    private static String quoted(Path program) {
        String path = program.toString().replace("%", "%%").replace("$", "$$");
        return '"' + path.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
