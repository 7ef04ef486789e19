package org.jpmxcfs.transport.pki;

import java.util.regex.Pattern;

/** What a node or a cluster may be called: one label of a host name (RFC 1123, 2.1). */
public final class NodeName {
    private static final Pattern LABEL =
            Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

    private NodeName() {}

    /** Whether a text is 1 to 63 ASCII letters, digits and hyphens, with no hyphen at its ends. */
    public static boolean isValid(String text) {
        return LABEL.matcher(text).matches();
    }
}
