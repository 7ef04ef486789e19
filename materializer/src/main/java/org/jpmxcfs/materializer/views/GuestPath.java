package org.jpmxcfs.materializer.views;

import org.jpmxcfs.log.model.Limits;

/**
 * What a path {@code nodes/NODE/TYPE/ID.conf} says about a guest. SPEC, "guest uniqueness".
 *
 * @param id the guest's id, 1 to 2^32-1
 * @param node the node that the path names
 * @param type the guest's type
 */
public record GuestPath(long id, String node, GuestType type) {
    private static final String NODES = "nodes/";
    private static final String SUFFIX = ".conf";
    private static final int ID_DIGITS_MAX = 10;

    /** The guest that a path from the root names, or null when it names none. */
    public static GuestPath parse(String path) {
        if (!path.startsWith(NODES) || !path.endsWith(SUFFIX)) {
            return null;
        }
        int nodeEnd = path.indexOf('/', NODES.length());
        int typeEnd = nodeEnd < 0 ? -1 : path.indexOf('/', nodeEnd + 1);
        if (typeEnd < 0 || path.indexOf('/', typeEnd + 1) >= 0) {
            return null;
        }
        String node = path.substring(NODES.length(), nodeEnd);
        GuestType type = GuestType.ofDirectory(path.substring(nodeEnd + 1, typeEnd));
        long id = id(path, typeEnd + 1, path.length() - SUFFIX.length());
        return type == null || id == 0 || !isNodeName(node) ? null : new GuestPath(id, node, type);
    }

    /** Whether another path stands for the same configuration of the same guest. */
    boolean isSamePlace(String otherNode, GuestType otherType) {
        return type == otherType && node.equals(otherNode);
    }

    private static long id(String path, int start, int end) {
        if (end <= start || end - start > ID_DIGITS_MAX || path.charAt(start) == '0') {
            return 0;
        }
        long id = 0;
        for (int i = start; i < end; i++) {
            int digit = path.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            id = 10 * id + digit;
        }
        return id <= Limits.U32_MAX ? id : 0;
    }

    private static boolean isNodeName(String name) {
        int last = name.length() - 1;
        if (last < 0 || name.charAt(0) == '-' || name.charAt(last) == '-') {
            return false;
        }
        for (int i = 0; i <= last; i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && c != '-') {
                return false;
            }
        }
        return true;
    }
}
