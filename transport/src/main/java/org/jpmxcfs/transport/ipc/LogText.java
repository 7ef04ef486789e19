package org.jpmxcfs.transport.ipc;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.log.model.Names;

/**
 * Text of cluster log messages: printable ASCII, so that it can go to syslog and into JSON. A
 * control character becomes {@code #} and three decimal digits, a character outside ASCII {@code
 * \}{@code uXXXX} (two of these beyond the 16-bit range), as in pmxcfs. Text that is not UTF-8
 * keeps its ASCII, and each other byte becomes a question mark.
 */
public final class LogText {
    private static final int DELETE = 127;

    private LogText() {}

    /**
     * The text of a message, cut to {@link Limits#LOG_TEXT_BYTES_MAX} characters.
     *
     * @param bytes what was to be logged, in the form of {@link Names}
     */
    public static String message(String bytes) {
        return printable(bytes, Limits.LOG_TEXT_BYTES_MAX);
    }

    /**
     * A user or tag, cut to {@link Limits#LOG_NAME_BYTES_MAX} characters.
     *
     * @param bytes the name, in the form of {@link Names}
     */
    public static String name(String bytes) {
        return printable(bytes, Limits.LOG_NAME_BYTES_MAX);
    }

    private static String printable(String bytes, int charactersMax) {
        if (isPrintable(bytes)) {
            return bytes.length() <= charactersMax ? bytes : bytes.substring(0, charactersMax);
        }
        String text = utf8OrQuestionMarks(bytes);
        StringBuilder printable = new StringBuilder(text.length() + 64);
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            int before = printable.length();
            append(printable, character);
            // A part of an escape would read as something else, so it is left out whole.
            if (printable.length() > charactersMax) {
                printable.setLength(before);
                break;
            }
            at += Character.charCount(character);
        }
        return printable.toString();
    }

    private static boolean isPrintable(String bytes) {
        return bytes.chars().allMatch(c -> c >= ' ' && c < DELETE);
    }

    private static void append(StringBuilder printable, int character) {
        if (character < ' ' || character == DELETE) {
            printable.append('#');
            appendDigits(printable, character, 10, 3);
        } else if (character < DELETE) {
            printable.append((char) character);
        } else {
            for (char unit : Character.toChars(character)) {
                printable.append("\\u");
                appendDigits(printable, unit, 16, 4);
            }
        }
    }

    private static void appendDigits(StringBuilder to, int value, int radix, int count) {
        String digits = Integer.toString(value, radix);
        to.append("0".repeat(count - digits.length())).append(digits);
    }

    private static String utf8OrQuestionMarks(String bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Names.toBytes(bytes)))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return bytes.chars()
                    .map(c -> c < DELETE ? c : '?')
                    .collect(
                            StringBuilder::new,
                            StringBuilder::appendCodePoint,
                            StringBuilder::append)
                    .toString();
        }
    }
}
