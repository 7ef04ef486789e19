package org.jpmxcfs.fuse.cli.text;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.materializer.views.LogLine;

/**
 * A line of the cluster log for people, or as a JSON object with the keys of {@code .clusterlog}.
 */
public final class LogLineText {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String[] PRIORITIES = {
        "emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"
    };
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private final boolean asJson;

    /** Writes JSON or lines for people. */
    public LogLineText(boolean asJson) {
        this.asJson = asJson;
    }

    /** The text of a line, without a line feed. */
    public String of(LogLine line) {
        return asJson ? json(line) : forPeople(line);
    }

    private static String forPeople(LogLine line) {
        return String.format(
                "%s  %-7s  %s  %s[%d]  %s  %s",
                TIME.format(Instant.ofEpochSecond(line.timeSeconds())),
                PRIORITIES[line.priority() & 7],
                Printable.name(line.node()),
                Printable.name(line.tag()),
                line.pid(),
                Printable.name(line.user()),
                Printable.name(line.text()));
    }

    private static String json(LogLine line) {
        return JSON.createObjectNode()
                .put("uid", line.uid())
                .put("time", line.timeSeconds())
                .put("pri", line.priority())
                .put("tag", Names.toText(line.tag()))
                .put("pid", line.pid())
                .put("node", Names.toText(line.node()))
                .put("user", Names.toText(line.user()))
                .put("msg", Names.toText(line.text()))
                .toString();
    }
}
