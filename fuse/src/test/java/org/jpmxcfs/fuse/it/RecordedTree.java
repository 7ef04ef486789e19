package org.jpmxcfs.fuse.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A database that the original wrote, and what a mount shows for it. */
final class RecordedTree {
    private static final Path RECORDED = Path.of("src/test/resources/conformance").toAbsolutePath();
    private static final Path SHOWN = RECORDED.resolve("config.db.tree.jsonl");
    private static final Set<String> BUILT_IN =
            Set.of(".version", ".members", ".vmlist", ".rrd", ".clusterlog", ".debug");
    private static final int PERMISSIONS = 07777;

    /** The recorded database. */
    static final Path DATABASE = RECORDED.resolve("config.db");

    private RecordedTree() {}

    /** What the original showed: path, then type, mode, size, time of change and hash. */
    static SortedMap<String, String> recorded() throws IOException {
        SortedMap<String, String> lines = new TreeMap<>();
        JsonMapper json = JsonMapper.builder().build();
        for (String line : Files.readAllLines(SHOWN)) {
            JsonNode entry = json.readTree(line);
            boolean isDirectory = entry.get("type").asText().equals("dir");
            lines.put(
                    entry.get("path").asText(),
                    "%s %s %d %d %s"
                            .formatted(
                                    entry.get("type").asText(),
                                    entry.get("mode").asText(),
                                    isDirectory ? 0 : entry.get("size").asInt(),
                                    entry.get("mtime").asLong(),
                                    entry.path("sha256").asText("-")));
        }
        return lines;
    }

    /** The same of a mount, without links and built-in files. */
    static SortedMap<String, String> of(Path mount) throws IOException {
        SortedMap<String, String> lines = new TreeMap<>();
        try (Stream<Path> entries = Files.walk(mount)) {
            for (Path entry : entries.toList()) {
                String path = mount.relativize(entry).toString();
                if (!path.isEmpty() && !BUILT_IN.contains(path) && !Files.isSymbolicLink(entry)) {
                    lines.put(path, describe(entry));
                }
            }
        }
        return lines;
    }

    private static String describe(Path entry) throws IOException {
        boolean isDirectory = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
        int mode = (Integer) Files.getAttribute(entry, "unix:mode") & PERMISSIONS;
        byte[] content = isDirectory ? new byte[0] : Files.readAllBytes(entry);
        return "%s %04o %d %d %s"
                .formatted(
                        isDirectory ? "dir" : "file",
                        mode,
                        content.length,
                        Files.getLastModifiedTime(entry).toMillis() / 1000,
                        isDirectory ? "-" : Snapshot.sha256(content));
    }
}
