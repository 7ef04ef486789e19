package org.jpmxcfs.fuse.virtual;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes JSON in a {@link RecordedLayout}; the text ends with a line feed. */
final class RecordedJson {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().configure(JsonWriteFeature.ESCAPE_NON_ASCII, true).build();

    /** What a file puts into its JSON. */
    @FunctionalInterface
    interface Body {
        void write(JsonGenerator json, RecordedLayout layout) throws IOException;
    }

    private RecordedJson() {}

    static byte[] render(Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        RecordedLayout layout = new RecordedLayout();
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.setPrettyPrinter(layout);
            body.write(json, layout);
            json.writeRaw('\n');
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return bytes.toByteArray();
    }
}
