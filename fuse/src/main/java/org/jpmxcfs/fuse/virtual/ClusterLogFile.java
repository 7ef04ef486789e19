package org.jpmxcfs.fuse.virtual;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.function.IntFunction;
import org.jpmxcfs.fuse.virtual.RecordedLayout.Style;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.materializer.views.LogLine;

/** {@code .clusterlog}: the newest 50 lines of the cluster log, the newest first. */
public final class ClusterLogFile implements VirtualFile {
    private static final int LINES_SHOWN = 50;

    private final IntFunction<List<LogLine>> log;

    /**
     * Shows what {@code log} gives when the file is opened: at most so many lines, the newest
     * first.
     */
    public ClusterLogFile(IntFunction<List<LogLine>> log) {
        this.log = log;
    }

    @Override
    public String name() {
        return ".clusterlog";
    }

    @Override
    public byte[] content() {
        return render(log.apply(LINES_SHOWN));
    }

    /** Lines in the shape of {@code .clusterlog}, in the order given. */
    public static byte[] render(List<LogLine> lines) {
        return RecordedJson.render((json, layout) -> write(lines, json, layout));
    }

    private static void write(List<LogLine> lines, JsonGenerator json, RecordedLayout layout)
            throws IOException {
        layout.next(Style.lines("\n"));
        json.writeStartObject();
        layout.next(Style.lines("\n"));
        json.writeArrayFieldStart("data");
        for (LogLine line : lines) {
            layout.next(Style.TIGHT);
            json.writeStartObject();
            json.writeNumberField("uid", line.uid());
            json.writeNumberField("time", line.timeSeconds());
            json.writeNumberField("pri", line.priority());
            json.writeStringField("tag", text(line.tag()));
            json.writeNumberField("pid", line.pid());
            json.writeStringField("node", text(line.node()));
            json.writeStringField("user", text(line.user()));
            json.writeStringField("msg", text(line.text()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String text(String name) {
        return EscapedText.decode(Names.toText(name));
    }
}
