package org.jpmxcfs.materializer.sqlite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.LockTable;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.tree.TreeLoader;

/** A database that pmxcfs wrote, and what its mount showed for it. */
final class RecordedDatabase {
    private RecordedDatabase() {}

    static void copyTo(Path target) throws IOException {
        try (InputStream in =
                RecordedDatabase.class.getResourceAsStream("/conformance/config.db")) {
            Files.copy(in, target);
        }
    }

    /** One line of text for each path. */
    static Map<String, String> shown() throws IOException {
        Map<String, String> lines = new TreeMap<>();
        ObjectMapper mapper = new ObjectMapper();
        try (InputStream in =
                RecordedDatabase.class.getResourceAsStream("/conformance/config.db.tree.jsonl")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                JsonNode entry = mapper.readTree(line);
                lines.put(
                        Names.ofText(entry.get("path").asText()),
                        line(
                                entry.get("type").asText().equals("dir"),
                                entry.get("size").asInt(),
                                entry.get("mtime").asLong(),
                                entry.path("sha256").asText("")));
            }
        }
        return lines;
    }

    /** The same of a tree. */
    static Map<String, String> shown(Tree tree) {
        Map<String, String> lines = new TreeMap<>();
        collect(tree, 0, lines);
        return lines;
    }

    static Tree load(SqliteStore store) throws StoreException {
        TreeLoader loader = new TreeLoader();
        store.load(loader);
        return loader.load(store, new LockTable(() -> 0), 0);
    }

    private static void collect(Tree tree, long directory, Map<String, String> lines) {
        for (Attributes child : tree.list(directory)) {
            boolean isDirectory = child.isDirectory();
            String hash = isDirectory ? "" : sha256(tree.content(child.inode()).toBytes());
            lines.put(
                    tree.pathOf(child.inode()),
                    line(isDirectory, child.size(), child.mtime(), hash));
            if (isDirectory) {
                collect(tree, child.inode(), lines);
            }
        }
    }

    private static String line(boolean isDirectory, int size, long mtime, String hash) {
        return (isDirectory ? "dir " : "file ") + size + " " + mtime + " " + hash;
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
