package org.jpmxcfs.transport.netty;

import java.net.InetSocketAddress;

/** Texts from elsewhere as they go into a log: one line, with nothing that a terminal obeys. */
final class OneLine {
    private static final int LENGTH_MAX = 300;

    private OneLine() {}

    /** The text without control characters, cut where it is too long. */
    static String of(String text) {
        StringBuilder line = new StringBuilder();
        int length = Math.min(text.length(), LENGTH_MAX);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            line.append(Character.isISOControl(c) ? '?' : c);
        }
        return line.append(text.length() > LENGTH_MAX ? "..." : "").toString();
    }

    /** Host and port, without asking a name service. */
    static String of(InetSocketAddress address) {
        String host = address.getHostString();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
