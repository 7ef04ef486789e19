package org.jpmxcfs.transport.ipc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jpmxcfs.log.model.Names;

/**
 * Properties out of guest configurations, as JSON: {@code {"100":{"lock":"backup"}}}. A property is
 * a line {@code name: value} of the current configuration, which ends before the first line that
 * starts with {@code [}; what follows are snapshots and pending changes. Where a name is there
 * twice the last line counts, as for the tools that read the file themselves.
 */
final class GuestProperties {
    private static final JsonFactory JSON = new JsonFactory();

    private final ClusterView view;
    private final KnownProperties known;

    GuestProperties(ClusterView view) {
        this.view = view;
        this.known = new KnownProperties(view);
    }

    /**
     * The properties of one guest.
     *
     * @return empty when its configuration cannot be read
     */
    Optional<byte[]> ofGuest(long guest, List<String> names) {
        byte[][] byteNames = byteNames(names);
        String[] keys = names.stream().distinct().map(Names::toText).toArray(String[]::new);
        return view.guestConfig(guest)
                .map(config -> values(config, byteNames))
                .map(values -> json(json -> writeGuest(json, guest, keys, values)));
    }

    /** Whether {@link #ofAll} returns soon: few configurations have changed since the last time. */
    boolean areAtHand(List<String> names) {
        return known.isAtHand(names);
    }

    /** The properties of all guests; one that has none of them is left out. */
    byte[] ofAll(List<String> names) {
        List<String> asked = names.stream().distinct().toList();
        KnownProperties.Table table = known.of(asked);
        int[] columns = asked.stream().mapToInt(table.names()::indexOf).toArray();
        String[] keys = asked.stream().map(Names::toText).toArray(String[]::new);
        return json(
                json -> {
                    long[] guests = table.guests().ids();
                    String[] values = new String[columns.length];
                    for (int guest = 0; guest < guests.length; guest++) {
                        for (int i = 0; i < columns.length; i++) {
                            values[i] = table.values()[columns[i]][guest];
                        }
                        writeGuest(json, guests[guest], keys, values);
                    }
                });
    }

    private interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] json(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            content.write(json);
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void writeGuest(JsonGenerator json, long guest, String[] names, String[] values)
            throws IOException {
        boolean open = false;
        for (int i = 0; i < names.length; i++) {
            if (values[i] == null) {
                continue;
            }
            if (!open) {
                json.writeObjectFieldStart(Long.toString(guest));
                open = true;
            }
            json.writeStringField(names[i], values[i]);
        }
        if (open) {
            json.writeEndObject();
        }
    }

    /** The value of each name; null where the configuration has no such line. */
    static String[] values(byte[] config, byte[][] names) {
        String[] values = new String[names.length];
        int start = 0;
        while (start < config.length && config[start] != '[') {
            int end = start;
            while (end < config.length && config[end] != '\n') {
                end++;
            }
            readLine(config, start, end, names, values);
            start = end + 1;
        }
        return values;
    }

    private static void readLine(
            byte[] config, int start, int end, byte[][] names, String[] values) {
        for (int i = 0; i < names.length; i++) {
            int colon = start + names[i].length;
            if (colon < end && config[colon] == ':' && startsWith(config, start, names[i])) {
                String value = trimmed(config, colon + 1, end);
                values[i] = value == null ? values[i] : value;
            }
        }
    }

    private static boolean startsWith(byte[] config, int start, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            if (config[start + i] != name[i]) {
                return false;
            }
        }
        return true;
    }

    /** The value without blanks around it; null when nothing is left, which is no value. */
    private static String trimmed(byte[] config, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && isBlank(config[start])) {
            start++;
        }
        while (end > start && isBlank(config[end - 1])) {
            end--;
        }
        return start == end ? null : text(config, start, end);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }

    private static String text(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return Names.toText(Names.ofBytes(Arrays.copyOfRange(bytes, from, to)));
            }
        }
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static byte[][] byteNames(List<String> names) {
        return names.stream().distinct().map(Names::toBytes).toArray(byte[][]::new);
    }
}
