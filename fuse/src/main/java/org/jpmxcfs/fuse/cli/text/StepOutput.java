package org.jpmxcfs.fuse.cli.text;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.log.model.Transfer;
import org.jpmxcfs.materializer.history.NodeNames;
import org.jpmxcfs.materializer.history.Step;

/** Prints changes of the tree, for people under a heading or as JSON lines. */
public final class StepOutput {
    /** The heading. */
    public static final String HEADING =
            "     index  time                     node        change     before    after  path";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PrintWriter out;
    private final boolean asJson;
    private final ZoneId zone;
    private boolean begun;

    /** Prints to {@code out}, with times as they are in {@code zone}. */
    public StepOutput(PrintWriter out, boolean asJson, ZoneId zone) {
        this.out = out;
        this.asJson = asJson;
        this.zone = zone;
    }

    /** Prints one change. */
    public void print(Step step, NodeNames nodes) {
        if (!begun && !asJson) {
            out.println(HEADING);
        }
        begun = true;
        out.println(asJson ? json(step, nodes) : line(step, nodes));
    }

    private String line(Step step, NodeNames nodes) {
        return String.format(
                "%10d  %s  %-10s  %-8s  %7s  %7s  %s",
                step.index(),
                TIME.format(Instant.ofEpochMilli(step.timeMillis()).atZone(zone)),
                Printable.line(nodes.of(step.origin())),
                step.kind().word(),
                size(step.sizeBefore()),
                size(step.sizeAfter()),
                what(step, nodes));
    }

    private static String what(Step step, NodeNames nodes) {
        if (step.takeover() != null) {
            String text = Printable.line(step.takeover().text(nodes));
            return step.path().isEmpty() ? text : place(step.path()) + "  (" + text + ")";
        }
        return place(step.path()) + (step.target() == null ? "" : " -> " + place(step.target()));
    }

    private static String place(String path) {
        return path.isEmpty() ? "/" : Printable.name(path);
    }

    private static String size(int bytes) {
        return bytes == Step.ABSENT ? "-" : Integer.toString(bytes);
    }

    private static ObjectNode json(Step step, NodeNames nodes) {
        ObjectNode object =
                JSON.createObjectNode()
                        .put("index", step.index())
                        .put("timeMillis", step.timeMillis())
                        .put("node", Integer.toUnsignedLong(step.origin()))
                        .put("nodeName", nodes.of(step.origin()))
                        .put("kind", step.kind().word())
                        .put("path", Names.toText(step.path()));
        if (step.target() != null) {
            object.put("to", Names.toText(step.target())).put("replaces", step.replaces());
        }
        if (step.takeover() != null) {
            Transfer.Begun begun = step.takeover().begun();
            object.put("source", begun.source().name().toLowerCase(Locale.ROOT))
                    .put("sourceNode", Integer.toUnsignedLong(begun.node()))
                    .put("put", step.takeover().put())
                    .put("removed", step.takeover().removed());
        }
        putSize(object, "bytesBefore", step.sizeBefore());
        putSize(object, "bytesAfter", step.sizeAfter());
        return object;
    }

    private static void putSize(ObjectNode object, String name, int bytes) {
        if (bytes == Step.ABSENT) {
            object.putNull(name);
        } else {
            object.put(name, bytes);
        }
    }
}
