package org.jpmxcfs.transport.rrd;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one file of the archive. Keys of Proxmox VE 8 and before ({@code pve2-node/n1}) and those
 * of later versions ({@code pve-node-9.0/n1}) lead to the same file.
 *
 * @param schema what the file holds
 * @param name node, guest number, or {@code NODE/STORAGE}
 */
public record RrdKey(RrdSchema schema, String name) {
    // Names become paths and parts of commands: no blanks, no dot in front, no further slash.
    private static final String NAME = "(?!\\.)[A-Za-z0-9._-]{1,128}";
    private static final Pattern NODE =
            Pattern.compile("(?:pve2-node|pve-node-\\d+\\.\\d+)/(" + NAME + ")");
    private static final Pattern GUEST =
            Pattern.compile("(?:pve2\\.3-vm|pve-vm-\\d+\\.\\d+)/(\\d{1,10})");
    private static final Pattern STORAGE =
            Pattern.compile("(?:pve2-storage|pve-storage-\\d+\\.\\d+)/(" + NAME + "/" + NAME + ")");

    /** The file for the samples of this key; empty when the key has no known form. */
    public static Optional<RrdKey> of(String key) {
        return match(RrdSchema.NODE, NODE, key)
                .or(() -> match(RrdSchema.GUEST, GUEST, key))
                .or(() -> match(RrdSchema.STORAGE, STORAGE, key));
    }

    /** The file's place below the directory of the archive. */
    public Path file(Path archive) {
        return archive.resolve(schema.directory()).resolve(name);
    }

    private static Optional<RrdKey> match(RrdSchema schema, Pattern pattern, String key) {
        Matcher matcher = pattern.matcher(key);
        return matcher.matches()
                ? Optional.of(new RrdKey(schema, matcher.group(1)))
                : Optional.empty();
    }
}
