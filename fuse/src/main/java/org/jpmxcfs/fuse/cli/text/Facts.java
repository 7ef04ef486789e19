package org.jpmxcfs.fuse.cli.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jpmxcfs.fuse.files.Printable;

/**
 * Prints a JSON object for people: one aligned line for each value, objects inside it as sections.
 * The unit is the last word of a name, as in {@code journalBytes}.
 */
public final class Facts {
    private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB"};

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private Facts() {}

    /** Prints the values of {@code object}, then its sections. */
    public static void print(JsonNode object, PrintWriter out) {
        int width = widestLabel(object);
        printValues(object, out, "", width);
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (field.getValue().isObject()) {
                out.println();
                out.println(words(field.getKey()));
                printValues(field.getValue(), out, "  ", width);
            }
        }
    }

    private static void printValues(JsonNode object, PrintWriter out, String indent, int width) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode value = field.getValue();
            if (!(value.isObject() && indent.isEmpty())) {
                String label = indent + label(field.getKey());
                out.println(label + " ".repeat(width + 2 - label.length()) + text(field));
            }
        }
    }

    private static int widestLabel(JsonNode object) {
        int width = 0;
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (field.getValue().isObject()) {
                width = Math.max(width, 2 + widestLabel(field.getValue()));
            } else {
                width = Math.max(width, label(field.getKey()).length());
            }
        }
        return width;
    }

    private static String text(Map.Entry<String, JsonNode> field) {
        JsonNode value = field.getValue();
        if (value.isArray() || value.isObject()) {
            List<String> parts = new ArrayList<>();
            value.forEach(part -> parts.add(part.isValueNode() ? plain(part) : part.toString()));
            return String.join(", ", parts);
        }
        if (value.isNumber()) {
            return switch (unit(field.getKey())) {
                case "Bytes" -> size(value.asLong());
                case "Millis" -> value.asText() + " ms";
                case "Micros" -> value.asText() + " µs";
                case "Seconds" -> duration(value.asLong());
                default -> field.getKey().endsWith("Time") ? time(value) : value.asText();
            };
        }
        return plain(value);
    }

    private static String plain(JsonNode value) {
        if (value.isBoolean()) {
            return value.asBoolean() ? "yes" : "no";
        }
        return value.asText("").isEmpty() ? "-" : Printable.line(value.asText());
    }

    /** A number of bytes as people read it: {@code 1.5 MiB}. */
    public static String size(long bytes) {
        double value = bytes;
        int step = 0;
        while (value >= 1024 && step < SIZES.length - 1) {
            value /= 1024;
            step++;
        }
        return step == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, SIZES[step]);
    }

    /** A number of seconds as people read it: {@code 2 d 3 h}, never more than two units. */
    public static String duration(long seconds) {
        long[] parts = {seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60};
        String[] units = {"d", "h", "min", "s"};
        for (int i = 0; i < parts.length - 1; i++) {
            if (parts[i] > 0) {
                String first = parts[i] + " " + units[i];
                return parts[i + 1] == 0 ? first : first + " " + parts[i + 1] + " " + units[i + 1];
            }
        }
        return seconds + " s";
    }

    // Points in time are whole seconds since 1970.
    private static String time(JsonNode seconds) {
        return TIME.format(Instant.ofEpochSecond(seconds.asLong()));
    }

    private static String label(String name) {
        String unit = unit(name);
        return words(name.substring(0, name.length() - unit.length()));
    }

    private static String unit(String name) {
        for (String unit : List.of("Bytes", "Millis", "Micros", "Seconds")) {
            if (name.endsWith(unit) && name.length() > unit.length()) {
                return unit;
            }
        }
        return "";
    }

    /** {@code appliedIndex} as {@code applied index}. */
    private static String words(String name) {
        StringJoiner words = new StringJoiner(" ");
        for (String word : name.split("(?<=[a-z0-9])(?=[A-Z])")) {
            words.add(word.toLowerCase(Locale.ROOT));
        }
        return words.toString();
    }
}
