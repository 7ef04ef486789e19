package org.jpmxcfs.fuse.virtual;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The white space that pmxcfs puts into its JSON files. Clients parse JSON, but some
 * administrators' scripts take lines, so the layout is kept to the byte. Each object or array is
 * begun with a {@link Style} of its own.
 */
final class RecordedLayout implements PrettyPrinter {
    /** What is written around the entries of one object or array. */
    record Style(String open, String separator, String close, String closeEmpty) {
        /** Everything on one line: <code>{ "a": 1, "b": 2 }</code>. */
        static final Style INLINE = new Style(" ", ", ", " ", " ");

        /** Everything on one line, without space inside the braces. */
        static final Style TIGHT = new Style("", ", ", "", "");

        /** One entry on each line; {@code close} comes before the closing brace. */
        static Style lines(String close) {
            return new Style("\n", ",\n", close, close);
        }
    }

    private final Deque<Style> open = new ArrayDeque<>();
    private Style next = Style.TIGHT;

    /** Sets the style of the object or array that is begun next. */
    RecordedLayout next(Style style) {
        next = style;
        return this;
    }

    @Override
    public void writeRootValueSeparator(JsonGenerator json) throws IOException {
        json.writeRaw('\n');
    }

    @Override
    public void writeStartObject(JsonGenerator json) throws IOException {
        begin(json, '{');
    }

    @Override
    public void beforeObjectEntries(JsonGenerator json) {
        // The opening text was written with the brace: an empty object has it too.
    }

    @Override
    public void writeObjectFieldValueSeparator(JsonGenerator json) throws IOException {
        json.writeRaw(": ");
    }

    @Override
    public void writeObjectEntrySeparator(JsonGenerator json) throws IOException {
        json.writeRaw(open.getLast().separator());
    }

    @Override
    public void writeEndObject(JsonGenerator json, int entries) throws IOException {
        end(json, entries, '}');
    }

    @Override
    public void writeStartArray(JsonGenerator json) throws IOException {
        begin(json, '[');
    }

    @Override
    public void beforeArrayValues(JsonGenerator json) {
        // As for objects.
    }

    @Override
    public void writeArrayValueSeparator(JsonGenerator json) throws IOException {
        json.writeRaw(open.getLast().separator());
    }

    @Override
    public void writeEndArray(JsonGenerator json, int values) throws IOException {
        end(json, values, ']');
    }

    private void begin(JsonGenerator json, char bracket) throws IOException {
        json.writeRaw(bracket);
        json.writeRaw(next.open());
        open.addLast(next);
    }

    private void end(JsonGenerator json, int entries, char bracket) throws IOException {
        Style style = open.removeLast();
        json.writeRaw(entries > 0 ? style.close() : style.closeEmpty());
        json.writeRaw(bracket);
    }
}
