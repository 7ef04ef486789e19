package org.jpmxcfs.fuse.ops;

import java.util.regex.Pattern;

/**
 * The permission bits that a path has by rule; nobody can change them. Private are {@code priv},
 * {@code nodes/NAME/priv} and everything below them. SPEC, section "What the mount shows".
 */
public final class Permissions {
    private static final int WRITE_BITS = 0222;
    private static final String PRIVATE = "priv";
    private static final String NODES = "nodes/";

    /** Hook scripts of containers are executable for their owner, as in pmxcfs. */
    private static final Pattern HOOK_SCRIPT =
            Pattern.compile(
                    "(?:vps|[1-9][0-9]*)\\.(?:start|stop|mount|umount|premount|postumount)");

    private Permissions() {}

    /** Bits of a directory. */
    public static int ofDirectory(String path, boolean quorate) {
        return quorumBits(isPrivate(path) ? 0700 : 0755, quorate);
    }

    /** Bits of a file. */
    public static int ofFile(String path, boolean quorate) {
        int bits = isPrivate(path) ? 0600 : 0640;
        if (isHookScript(path)) {
            bits |= 0100;
        }
        return quorumBits(bits, quorate);
    }

    /** The only mode that chmod accepts for a path, whatever is there. */
    public static int settable(String path) {
        return isPrivate(path) ? 0600 : 0640;
    }

    /** Bits as shown: without quorum nothing can be written, and the bits say so. */
    public static int quorumBits(int bits, boolean quorate) {
        return quorate ? bits : bits & ~WRITE_BITS;
    }

    /** Whether only root may look at a path. */
    public static boolean isPrivate(String path) {
        if (startsWithComponent(path, 0)) {
            return true;
        }
        if (!path.startsWith(NODES)) {
            return false;
        }
        int slash = path.indexOf('/', NODES.length());
        return slash >= 0 && startsWithComponent(path, slash + 1);
    }

    private static boolean startsWithComponent(String path, int from) {
        int end = from + PRIVATE.length();
        return path.startsWith(PRIVATE, from) && (path.length() == end || path.charAt(end) == '/');
    }

    private static boolean isHookScript(String path) {
        int dot = path.lastIndexOf('.');
        if (dot < 0 || path.length() - dot > ".postumount".length()) {
            return false;
        }
        char last = path.charAt(path.length() - 1);
        // Cheap look first: every hook's name ends in t or p, nearly no other file's suffix does.
        return (last == 't' || last == 'p')
                && HOOK_SCRIPT.matcher(path.substring(path.lastIndexOf('/') + 1)).matches();
    }
}
