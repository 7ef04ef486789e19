package org.jpmxcfs.fuse.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What lies below a directory, so that two states can be compared. */
public final class Snapshot {
    private Snapshot() {}

    /** Path of each entry, with its permissions and the hash of its content. */
    public static Map<String, String> of(Path directory) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> entries = Files.walk(directory)) {
            for (Path entry : entries.toList()) {
                found.put(directory.relativize(entry).toString(), describe(entry));
            }
        }
        return found;
    }

    /** The SHA-256 of some bytes, in hexadecimal digits. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static String describe(Path entry) throws IOException {
        String mode =
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(entry, LinkOption.NOFOLLOW_LINKS));
        return Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)
                ? mode + " " + sha256(Files.readAllBytes(entry))
                : mode;
    }
}
