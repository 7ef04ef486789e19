package org.jpmxcfs.fuse.cli.text;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.materializer.history.Past;
import org.jpmxcfs.materializer.history.PathHistory;
import org.jpmxcfs.materializer.history.Progress;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.Tree;

/** Files of a tree by their paths, for commands. */
public final class TreeText {
    private TreeText() {}

    /** A path for messages; the root is a slash. */
    public static String path(String name) {
        return name.isEmpty() ? "/" : Printable.name(name);
    }

    /** The content of an entry; null when it is a directory or missing. */
    public static byte[] content(Tree tree, String name) {
        Attributes entry = tree.find(name);
        return entry == null || entry.isDirectory() ? null : tree.content(entry.inode()).toBytes();
    }

    /** Path of an entry in a directory. */
    public static String below(String directory, Attributes entry) {
        return directory.isEmpty() ? entry.name() : directory + '/' + entry.name();
    }

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

    /**
     * The name under which something was in the tree of a past state.
     *
     * @param index the entry of that state
     * @throws CommandFailure when it was not there, under no name
     */
    public static String nameThen(Past past, Tree then, String name, long index)
            throws CommandFailure, IOException {
        if (then.find(name) != null) {
            return name;
        }
        String other = new PathHistory(past, name).read(Progress.NONE).nameAt(index, name);
        if (then.find(other) == null) {
            throw new CommandFailure(
                    path(name)
                            + " was not there after entry "
                            + index
                            + "; 'jpmxcfs history PATH' shows when it was");
        }
        return other;
    }
}
