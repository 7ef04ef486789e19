package org.jpmxcfs.fuse.cli.options;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.ErrorLines;

/** The mounts of jpmxcfs on this machine. */
public final class LiveMounts {
    private static final Path TABLE = Path.of("/proc/self/mounts");
    private static final int POINT = 1;
    private static final int TYPE = 2;

    private LiveMounts() {}

    /**
     * What each of their daemons says of itself, by mount point. One that does not answer is left
     * out.
     *
     * @throws CommandFailure when the system does not tell what is mounted
     */
    public static Map<Path, JsonNode> read() throws CommandFailure {
        Map<Path, JsonNode> found = new LinkedHashMap<>();
        for (Path point : candidates()) {
            try {
                JsonNode status = MountStatus.ask(point, "");
                // Seen through another mount, such as a bind mount, it is not this one.
                if (status.path("mountPoint").asText().equals(point.toString())) {
                    found.put(point, status);
                }
            } catch (CommandFailure anotherOrDead) {
                // Any file system in user space may be in the table.
            }
        }
        return found;
    }

    /** Where they are, in words for the end of a message; empty when there are none. */
    static String elsewhere() {
        try {
            Map<Path, JsonNode> mounts = read();
            return mounts.isEmpty() ? "" : "; it is mounted at " + joined(mounts);
        } catch (CommandFailure unknown) {
            return "";
        }
    }

    private static String joined(Map<Path, JsonNode> mounts) {
        return mounts.keySet().stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    private static List<Path> candidates() throws CommandFailure {
        List<Path> points = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(TABLE, StandardCharsets.UTF_8)) {
                String[] fields = line.split(" ");
                if (fields[TYPE].equals("fuse") || fields[TYPE].equals("fuse.jpmxcfs")) {
                    points.add(Path.of(unescaped(fields[POINT])));
                }
            }
        } catch (IOException unreadable) {
            throw new CommandFailure(ErrorLines.describe(unreadable), unreadable);
        }
        return points;
    }

    // See fstab(5): blanks and backslashes are written as octal numbers.
    private static String unescaped(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
