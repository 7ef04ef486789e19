package org.jpmxcfs.fuse.cli.text;

import java.io.PrintWriter;
import java.time.ZoneId;
import org.jpmxcfs.log.model.Entry;

/** Prints entries of the journal, for people under a heading or as JSON lines. */
public final class EntryOutput {
    private final PrintWriter out;
    private final boolean asJson;
    private final EntryLine line = new EntryLine(ZoneId.systemDefault());
    private final EntryJson json = new EntryJson();
    private boolean begun;

    /** Prints to {@code out}. */
    public EntryOutput(PrintWriter out, boolean asJson) {
        this.out = out;
        this.asJson = asJson;
    }

    /** Prints one entry. */
    void print(Entry entry) {
        if (!begun && !asJson) {
            out.println(EntryLine.HEADING);
        }
        begun = true;
        out.println(asJson ? json.of(entry) : line.of(entry));
    }

    /** Hands on what was printed; false when nobody reads it any more, as in {@code | head}. */
    boolean flush() {
        return !out.checkError();
    }
}
