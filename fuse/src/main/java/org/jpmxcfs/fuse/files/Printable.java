package org.jpmxcfs.fuse.files;

import org.jpmxcfs.log.model.Names;

/**
 * Text that came from elsewhere, made safe for a terminal: control characters could otherwise move
 * its cursor or change its settings.
 */
public final class Printable {
    private Printable() {}

    /** A name of the tree, as text on one line. */
    public static String name(String name) {
        return line(Names.toText(name));
    }

    /** A path of the tree, as text on one line; the root is a slash. */
    public static String path(String path) {
        return path.isEmpty() ? "/" : name(path);
    }

    /** The same text with control characters as {@code \n}, {@code \t} or {@code \x1b}. */
    public static String line(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 8);
        text.chars()
                .forEach(
                        c -> {
                            switch (c) {
                                case '\n' -> safe.append("\\n");
                                case '\t' -> safe.append("\\t");
                                default -> {
                                    if (Character.isISOControl(c)) {
                                        safe.append(String.format("\\x%02x", c));
                                    } else {
                                        safe.append((char) c);
                                    }
                                }
                            }
                        });
        return safe.toString();
    }
}
