package org.jpmxcfs.fuse.virtual;

/**
 * The text of log messages. pmxcfs does not escape backslashes in its JSON, and clients depend on
 * it: they send a character outside ASCII as a backslash, {@code u} and four digits, and expect the
 * character back. So that form is decoded here; any other backslash stays one and is escaped, which
 * keeps the JSON valid. CLIENTS.md, "Oddities of the original".
 */
final class EscapedText {
    private static final int ESCAPE_LENGTH = 6;

    private EscapedText() {}

    /** The text with every {@code backslash-u-XXXX} replaced by its character. */
    static String decode(String text) {
        int escape = text.indexOf("\\u");
        if (escape < 0) {
            return text;
        }
        StringBuilder decoded = new StringBuilder(text.length());
        int from = 0;
        while (escape >= 0) {
            int code = code(text, escape);
            decoded.append(text, from, escape);
            if (code >= 0) {
                decoded.append((char) code);
                from = escape + ESCAPE_LENGTH;
            } else {
                decoded.append('\\');
                from = escape + 1;
            }
            escape = text.indexOf("\\u", from);
        }
        return decoded.append(text, from, text.length()).toString();
    }

    private static int code(String text, int escape) {
        if (escape + ESCAPE_LENGTH > text.length()) {
            return -1;
        }
        int code = 0;
        for (int i = escape + 2; i < escape + ESCAPE_LENGTH; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            code = code << 4 | digit;
        }
        return code;
    }
}
