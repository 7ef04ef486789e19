package org.jpmxcfs.fuse.virtual;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.jpmxcfs.fuse.virtual.RecordedLayout.Style;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.materializer.tree.Guest;
import org.jpmxcfs.materializer.tree.Guests;

/** {@code .vmlist}: which guest is on which node. */
public final class GuestsFile implements VirtualFile {
    private final Supplier<Guests> current;
    private final LastText text = new LastText(this::render);

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
        long version = guests.version();
        List<Guest> list = guests.list();
        return RecordedJson.render((json, layout) -> write(version, list, json, layout));
    }

    private static void write(
            long version, List<Guest> list, JsonGenerator json, RecordedLayout layout)
            throws IOException {
        layout.next(Style.lines("\n\n"));
        json.writeStartObject();
        json.writeNumberField("version", version);
        if (!list.isEmpty()) {
            layout.next(Style.lines(""));
            json.writeObjectFieldStart("ids");
            for (Guest guest : list) {
                layout.next(Style.INLINE);
                json.writeObjectFieldStart(Long.toString(guest.id()));
                json.writeStringField("node", Names.toText(guest.node()));
                json.writeStringField("type", guest.type().label());
                json.writeNumberField("version", guest.version());
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
