package org.jpmxcfs.materializer.sqlite;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
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
        private Connection connection;
        private ContentQuery query;

        byte[] read(long inode) throws StoreException {
            try {
                if (connection == null) {
                    connection = Connections.reader(file);
                    query = new ContentQuery(file, connection);
                }
                return query.read(inode);
            } catch (SQLException e) {
                discard();
                throw SqliteErrors.of(file, e);
            }
        }

        private void discard() {
            Connection broken = connection;
            connection = null;
            query = null;
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
