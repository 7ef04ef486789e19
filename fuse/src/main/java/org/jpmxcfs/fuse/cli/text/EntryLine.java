package org.jpmxcfs.fuse.cli.text;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.stream.Collectors;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Transfer;

/** An entry of the journal as one line for people. */
public final class EntryLine implements Mutation.Handler<String>, Transfer.Handler<String> {
    /** The words above the columns. */
    public static final String HEADING =
            String.format("%10s  %-23s  %4s  %-8s  %s", "INDEX", "TIME", "NODE", "KIND", "WHAT");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");
    private static final DateTimeFormatter TIME_SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private final ZoneId zone;

    /** Shows times as they are in {@code zone}. */
    EntryLine(ZoneId zone) {
        this.zone = zone;
    }

    /** The line of an entry, without a line feed. */
    String of(Entry entry) {
        return String.format(
                "%10d  %s  %4s  %s",
                entry.index(),
                TIME.format(Instant.ofEpochMilli(entry.timeMillis()).atZone(zone)),
                Integer.toUnsignedString(entry.origin()),
                entry.mutation().accept(this));
    }

    /** A time of the tree, in seconds since 1970. */
    String time(long seconds) {
        return TIME_SECONDS.format(Instant.ofEpochSecond(seconds).atZone(zone));
    }

    /** The path; an entry that is named by its inode appears as {@code #17}. */
    static String place(Location at) {
        String path = Printable.name(at.path());
        if (at.base() == 0) {
            return path.isEmpty() ? "/" : path;
        }
        return "#" + at.base() + (path.isEmpty() ? "" : "/" + path);
    }

    @Override
    public String create(Mutation.Create mutation) {
        return line("create", place(mutation.at()));
    }

    @Override
    public String makeDirectory(Mutation.MakeDirectory mutation) {
        return line("mkdir", place(mutation.at()));
    }

    @Override
    public String write(Mutation.Write mutation) {
        return line(
                "write",
                place(mutation.at())
                        + "  "
                        + mutation.data().length
                        + " bytes at "
                        + mutation.offset());
    }

    @Override
    public String truncate(Mutation.Truncate mutation) {
        return line("truncate", place(mutation.at()) + "  to " + mutation.size() + " bytes");
    }

    @Override
    public String rename(Mutation.Rename mutation) {
        return line("rename", place(mutation.from()) + " -> " + place(mutation.to()));
    }

    @Override
    public String delete(Mutation.Delete mutation) {
        return line("delete", place(mutation.at()));
    }

    @Override
    public String setMtime(Mutation.SetMtime mutation) {
        return line("mtime", place(mutation.at()) + "  " + time(mutation.mtime()));
    }

    @Override
    public String unlock(Mutation.Unlock mutation) {
        return line("unlock", place(mutation.at()));
    }

    @Override
    public String logMessage(Mutation.LogMessage mutation) {
        return line(
                "log",
                Printable.name(mutation.user())
                        + " on "
                        + Printable.name(mutation.node())
                        + ", "
                        + Printable.name(mutation.tag())
                        + ": "
                        + Printable.name(mutation.text()));
    }

    @Override
    public String termOpened(Mutation.TermOpened mutation) {
        return line("term", "a leader opens its term");
    }

    @Override
    public String membersChanged(Mutation.MembersChanged mutation) {
        return line(
                "members",
                mutation.members().stream()
                        .map(m -> Printable.name(m.name()) + (m.voter() ? "" : " (joining)"))
                        .collect(Collectors.joining(", ")));
    }

    @Override
    public String transfer(Transfer part) {
        return part.acceptPart(this);
    }

    @Override
    public String begun(Transfer.Begun part) {
        String from =
                switch (part.source()) {
                    case NODE -> "state of node " + Integer.toUnsignedString(part.node());
                    case DATABASE -> "config.db";
                };
        return line(
                "transfer",
                "of %s, version %s: %s"
                        .formatted(
                                from,
                                Long.toUnsignedString(part.version()),
                                Printable.name(part.reason())));
    }

    @Override
    public String row(Transfer.Row part) {
        return line(
                "row",
                "#%s  %s in #%s, %d bytes"
                        .formatted(
                                Long.toUnsignedString(part.inode()),
                                part.inode() == 0 ? "/" : Printable.name(part.name()),
                                Long.toUnsignedString(part.parent()),
                                part.data().length));
    }

    @Override
    public String dropped(Transfer.Dropped part) {
        return line("drop", part.inodes().length + " rows");
    }

    @Override
    public String committed(Transfer.Committed part) {
        return line("takeover", "all of it at once");
    }

    private static String line(String kind, String what) {
        return String.format("%-8s  %s", kind, what);
    }
}
