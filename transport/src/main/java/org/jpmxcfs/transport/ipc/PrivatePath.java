package org.jpmxcfs.transport.ipc;

/** Paths as clients write them, and which of them are private to root. */
final class PrivatePath {
    private PrivatePath() {}

    /** The path without slashes at its ends and without double slashes. */
    static String normalize(String path) {
        StringBuilder normal = new StringBuilder(path.length());
        boolean gap = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '/') {
                gap = normal.length() > 0;
            } else {
                if (gap) {
                    normal.append('/');
                    gap = false;
                }
                normal.append(c);
            }
        }
        return normal.toString();
    }

    /** Whether a path in normal form is {@code priv} or {@code nodes/NAME/priv}, or below one. */
    static boolean isPrivate(String path) {
        if (isSelfOrBelow(path, 0)) {
            return true;
        }
        int node = path.startsWith("nodes/") ? path.indexOf('/', "nodes/".length()) : -1;
        return node >= 0 && isSelfOrBelow(path, node + 1);
    }

    private static boolean isSelfOrBelow(String path, int from) {
        int end = from + "priv".length();
        return path.startsWith("priv", from) && (path.length() == end || path.charAt(end) == '/');
    }
}
