package org.jpmxcfs.materializer.sqlite;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.materializer.sqlite.StoreException.Reason;
import org.jpmxcfs.materializer.tree.ContentSource;

/**
 * Reads contents for any thread, each read on one of a few read-only connections, so that a reader
 * waits neither for the flush nor for a slow other reader.
 */
final class ContentReaders implements ContentSource, AutoCloseable {
    private static final int CONNECTIONS = 2;
    private static final long WAIT_SECONDS_MAX = 10;
    private static final byte[] EMPTY = {};

    private final Path file;
    private final BlockingQueue<Reader> idle = new ArrayBlockingQueue<>(CONNECTIONS);
    private volatile boolean closed;

    ContentReaders(Path file) {
        this.file = file;
        for (int i = 0; i < CONNECTIONS; i++) {
            idle.add(new Reader());
        }
    }

    @Override
    public byte[] read(long inode) {
        try {
            Reader reader = take(false);
            try {
                return reader.read(inode);
            } finally {
                idle.add(reader);
            }
        } catch (StoreException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes all connections, waiting for reads under way; later ones are refused. */
    @Override
    public void close() throws StoreException {
        closed = true;
        for (int i = 0; i < CONNECTIONS; i++) {
            take(true).discard();
        }
    }

    private Reader take(boolean closing) throws StoreException {
        if (closed && !closing) {
            throw new StoreException(Reason.FAILED, file + " is closed; mount again");
        }
        Reader reader = idle.poll();
        if (reader != null) {
            return reader;
        }
        try {
            reader = idle.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (reader == null) {
            throw new StoreException(
                    Reason.FAILED,
                    file + ": no read was finished in " + WAIT_SECONDS_MAX + " s; check the disk");
        }
        return reader;
    }

    /** One connection, opened when first used and again after it failed. */
    private final class Reader {
        private final RowSum sum = new RowSum();
        private Connection connection;
        private PreparedStatement select;

        byte[] read(long inode) throws StoreException {
            try {
                if (connection == null) {
                    connection = Connections.reader(file);
                    select = connection.prepareStatement(RowReader.SELECT_CONTENT);
                }
                select.setLong(1, inode);
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next() ? checked(inode, rows) : EMPTY;
                }
            } catch (SQLException e) {
                discard();
                throw SqliteErrors.of(file, e);
            }
        }

        private byte[] checked(long inode, ResultSet rows) throws SQLException, StoreException {
            byte[] content = rows.getBytes(1);
            if (content == null) {
                content = EMPTY;
            }
            long expected = RowSum.contentOf(rows.getLong(2));
            if (sum.content(content) != expected) {
                throw SqliteErrors.damaged(
                        file, "the content of inode " + inode + " has a wrong checksum", null);
            }
            return content;
        }

        private void discard() {
            Connection broken = connection;
            connection = null;
            select = null;
            if (broken == null) {
                return;
            }
            try {
                broken.close();
            } catch (SQLException ignored) {
                // It has failed before; the next read opens another one.
            }
        }
    }
}
