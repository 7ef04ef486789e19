package org.jpmxcfs.transport.corosync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** What was recorded from real daemons, in the resources of the tests. */
public final class Recording {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Recording() {}

    /** The lines of a file, each a JSON object. */
    public static List<JsonNode> lines(String name) {
        String path = "/corosync/" + name + ".jsonl.gz";
        try (InputStream packed = Recording.class.getResourceAsStream(path);
                BufferedReader text =
                        new BufferedReader(
                                new InputStreamReader(
                                        new GZIPInputStream(packed), StandardCharsets.UTF_8))) {
            List<JsonNode> lines = new ArrayList<>();
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                lines.add(JSON.readTree(line));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    /** The bytes of a message, with the zeros that the recording leaves out. */
    public static byte[] bytes(JsonNode message) {
        byte[] bytes = HexFormat.of().parseHex(message.get("hex").asText());
        return Arrays.copyOf(bytes, message.get("len").asInt());
    }
}
