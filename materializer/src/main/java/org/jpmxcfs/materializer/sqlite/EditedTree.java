package org.jpmxcfs.materializer.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.materializer.sqlite.DatabaseFiles.Shape;
import org.jpmxcfs.materializer.sqlite.StoreException.Reason;
import org.jpmxcfs.materializer.tree.ContentSource;
import org.jpmxcfs.materializer.tree.LockTable;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.tree.TreeLoader;

/**
 * The tree of a database whoever wrote it: its rows as they are, without a look at our checksums.
 * Works on a copy, so that the file itself stays as it is. One thread.
 */
public final class EditedTree implements ContentSource, AutoCloseable {
    private static final byte[] EMPTY = {};

    private final Path copy;
    private final Connection connection;
    private final PreparedStatement select;
    private final List<String> leftOut = new ArrayList<>();

    private EditedTree(Path copy, Connection connection) throws SQLException {
        this.copy = copy;
        this.connection = connection;
        this.select = connection.prepareStatement("SELECT data FROM tree WHERE inode = ?");
    }

    /**
     * Opens the tree of a database that nobody writes.
     *
     * @param file of ours or of pmxcfs; never changed
     * @param copy where to put the copy, which goes when this is closed
     * @throws StoreException {@code DAMAGED} when SQLite cannot read it, {@code FOREIGN} when it
     *     holds no tree
     */
    public static EditedTree open(Path file, Path copy) throws StoreException {
        try {
            if (DatabaseFiles.shape(file) != Shape.DATABASE) {
                throw SqliteErrors.notADatabase(file);
            }
            DatabaseFiles.copy(file, copy);
            return opened(file, copy);
        } catch (IOException e) {
            Backups.discard(copy);
            throw SqliteErrors.of(file, e);
        }
    }

    private static EditedTree opened(Path file, Path copy) throws IOException {
        try {
            Connection connection = Connections.scratch(copy);
            try {
                Schema.Kind kind = Schema.kind(connection);
                if (kind != Schema.Kind.OURS && kind != Schema.Kind.PMXCFS) {
                    throw new StoreException(
                            Reason.FOREIGN, file + " has no table 'tree' as pmxcfs makes it");
                }
                return new EditedTree(copy, connection);
            } catch (SQLException | IOException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw SqliteErrors.of(file, e);
        }
    }

    /**
     * Loads the tree, as a change of the one that it follows: its root has the version after both.
     * Once.
     *
     * @param version version of the tree that it follows
     * @param mtime seconds since 1970
     */
    public Tree after(long version, long mtime) throws StoreException {
        return load(new TreeLoader().rootAfter(version, mtime));
    }

    /** Loads the tree with the root that it has. Once. */
    public Tree load() throws StoreException {
        return load(new TreeLoader());
    }

    private Tree load(TreeLoader loader) throws StoreException {
        try {
            List<Finding> findings = new StoreLoader(connection, loader).loadEdited();
            Tree tree = loader.load(this, new LockTable(() -> 0), Tree.CACHE_BYTES_DEFAULT);
            findings.forEach(finding -> leftOut.add(finding.text()));
            leftOut.addAll(loader.warnings());
            return tree;
        } catch (SQLException e) {
            throw SqliteErrors.of(copy, e);
        }
    }

    /** What is not as it should be, one line each; what breaks the rules of a tree is left out. */
    public List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    /** Whether a content is stored as text, which neither we nor pmxcfs ever do. */
    public boolean holdsText() throws StoreException {
        try {
            return !Schema.strings(
                            connection,
                            "SELECT inode FROM tree WHERE typeof(data) = 'text' LIMIT 1")
                    .isEmpty();
        } catch (SQLException e) {
            throw SqliteErrors.of(copy, e);
        }
    }

    @Override
    public synchronized byte[] read(long inode) {
        try {
            select.setLong(1, inode);
            try (ResultSet rows = select.executeQuery()) {
                byte[] data = rows.next() ? rows.getBytes(1) : null;
                return data == null ? EMPTY : data;
            }
        } catch (SQLException e) {
            throw new UncheckedIOException(SqliteErrors.of(copy, e));
        }
    }

    @Override
    public void close() throws StoreException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw SqliteErrors.of(copy, e);
        } finally {
            Backups.discard(copy);
        }
    }
}
