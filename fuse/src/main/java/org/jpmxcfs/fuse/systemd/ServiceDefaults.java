package org.jpmxcfs.fuse.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** The file from which the unit takes options of the daemon, as {@code NAME="VALUE"} lines. */
public final class ServiceDefaults {
    private static final String OPTIONS = "JPMXCFS_OPTIONS=";
    private static final String MODE = "rw-r--r--";

    private final Path file;

    /**
     * The file of one system.
     *
     * @param root directory of that system, {@code /} for the one that runs
     */
    public ServiceDefaults(Path root) {
        file = root.resolve("etc/default/jpmxcfs");
    }

    /** Where it is, or would be. */
    public Path file() {
        return file;
    }

    /**
     * Sets the options with which the service mounts; every other line of the file stays.
     *
     * @param options without quotes or line feeds: the unit splits them at blanks
     */
    public void setOptions(String options) throws IOException {
        List<String> lines = new ArrayList<>();
        if (Files.exists(file)) {
            lines.addAll(Files.readAllLines(file));
        }
        lines.removeIf(line -> line.startsWith(OPTIONS));
        lines.add(OPTIONS + '"' + options + '"');
        Files.createDirectories(file.getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, lines);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(MODE));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
