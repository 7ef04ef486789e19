package org.jpmxcfs.fuse.virtual;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jpmxcfs.fuse.virtual.RecordedLayout.Style;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.materializer.views.Guest;
import org.jpmxcfs.materializer.views.Guests;

/**
 * {@code .vmlist}: which guest is on which node. Every block of guests keeps its lines, so that a
 * change costs those of one block and a copy of the rest.
 */
public final class GuestsFile implements VirtualFile {
    private static final byte[] BETWEEN_LINES = {',', '\n'};
    private static final byte[] END = ascii("\n\n}\n");
    private static final byte[] END_OF_IDS = ascii("}\n\n}\n");

    /** What is around the lines of a block that is rendered as an object of its own. */
    private static final int OPENING_BYTES = "{\n".length();

    private static final int CLOSING_BYTES = "}\n".length();

    private final Supplier<Guests> current;
    private final LastText text = new LastText(this::render);

    /** Replaced as a whole: two who render at once both leave a good one. */
    private volatile Map<List<Guest>, byte[]> rendered = new IdentityHashMap<>();

    /** Shows what {@code guests} gives when the file is opened. */
    public GuestsFile(Supplier<Guests> guests) {
        this.current = guests;
    }

    @Override
    public String name() {
        return ".vmlist";
    }

    @Override
    public byte[] content() {
        return text.of(current.get().version());
    }

    private byte[] render() {
        Guests guests = current.get();
        // Version first: a list newer than its version is read again, one older would be kept.
        byte[] version = ascii("{\n\"version\": " + guests.version());
        List<byte[]> lines = lines(guests.blocks());
        ByteArrayOutputStream all = new ByteArrayOutputStream(size(lines));
        all.writeBytes(version);
        if (lines.isEmpty()) {
            all.writeBytes(END);
            return all.toByteArray();
        }
        all.writeBytes(ascii(",\n\"ids\": {\n"));
        for (int i = 0; i < lines.size(); i++) {
            all.writeBytes(i == 0 ? new byte[0] : BETWEEN_LINES);
            all.writeBytes(lines.get(i));
        }
        all.writeBytes(END_OF_IDS);
        return all.toByteArray();
    }

    private List<byte[]> lines(List<List<Guest>> blocks) {
        Map<List<Guest>, byte[]> before = rendered;
        Map<List<Guest>, byte[]> now = new IdentityHashMap<>(blocks.size());
        for (List<Guest> block : blocks) {
            byte[] known = before.get(block);
            now.put(block, known == null ? linesOf(block) : known);
        }
        rendered = now;
        return blocks.stream().map(now::get).toList();
    }

    private static byte[] linesOf(List<Guest> block) {
        byte[] object = RecordedJson.render((json, layout) -> write(block, json, layout));
        return Arrays.copyOfRange(object, OPENING_BYTES, object.length - CLOSING_BYTES);
    }

    private static void write(List<Guest> block, JsonGenerator json, RecordedLayout layout)
            throws IOException {
        layout.next(Style.lines(""));
        json.writeStartObject();
        for (Guest guest : block) {
            layout.next(Style.INLINE);
            json.writeObjectFieldStart(Long.toString(guest.id()));
            json.writeStringField("node", Names.toText(guest.node()));
            json.writeStringField("type", guest.type().label());
            json.writeNumberField("version", guest.version());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static int size(List<byte[]> lines) {
        int around = 128 + lines.size() * BETWEEN_LINES.length;
        return around + lines.stream().mapToInt(block -> block.length).sum();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
