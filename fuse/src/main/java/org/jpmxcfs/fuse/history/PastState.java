package org.jpmxcfs.fuse.history;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.materializer.history.HistoryException;
import org.jpmxcfs.materializer.history.Past;
import org.jpmxcfs.materializer.history.PathHistory;
import org.jpmxcfs.materializer.history.Progress;
import org.jpmxcfs.materializer.history.Walk;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.Tree;

/** The tree as it was after one entry, in memory. */
public final class PastState implements AutoCloseable {
    private final Past past;
    private final Walk walk;

    PastState(Past past, Walk walk) {
        this.past = past;
        this.walk = walk;
    }

    /** Index of the last entry that had happened. */
    public long index() {
        return walk.tree().appliedIndex();
    }

    /** The tree. */
    public Tree tree() {
        return walk.tree();
    }

    /**
     * The name under which something was there then that had, or was to get, this name.
     *
     * @throws HistoryException when it was not there, under no name
     */
    public String nameOf(String path) throws IOException {
        if (tree().find(path) != null) {
            return path;
        }
        String other = new PathHistory(past, path).read(Progress.NONE).nameAt(index(), path);
        if (tree().find(other) == null) {
            throw new HistoryException(
                    Printable.path(path)
                            + " was not there after entry "
                            + index()
                            + "; 'jpmxcfs history PATH' shows when it was");
        }
        return other;
    }

    /** The content of a file; empty when there is a directory, or nothing. */
    public Optional<byte[]> content(String path) {
        return content(tree(), path);
    }

    /** The entries of a directory, in no particular order; none when there is no directory. */
    public List<Attributes> list(String directory) {
        Attributes entry = tree().find(directory);
        return entry == null ? List.of() : tree().list(entry.inode());
    }

    static Optional<byte[]> content(Tree tree, String path) {
        Attributes entry = tree.find(path);
        return entry == null || entry.isDirectory()
                ? Optional.empty()
                : Optional.of(tree.content(entry.inode()).toBytes());
    }

    @Override
    public void close() {
        walk.close();
    }
}
