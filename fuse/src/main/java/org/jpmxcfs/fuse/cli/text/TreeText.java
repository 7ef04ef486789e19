package org.jpmxcfs.fuse.cli.text;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jpmxcfs.log.model.Names;

/** Contents of files, for commands. */
public final class TreeText {
    private TreeText() {}

    /** Prints bytes as they are, whatever they are. */
    public static void print(byte[] bytes, PrintWriter out) throws IOException {
        String text = Names.toText(Names.ofBytes(bytes));
        if (Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
            out.print(text);
            out.flush();
            return;
        }
        out.flush();
        // Not closed: standard output stays open for what comes after.
        new FileOutputStream(FileDescriptor.out).write(bytes);
    }
}
