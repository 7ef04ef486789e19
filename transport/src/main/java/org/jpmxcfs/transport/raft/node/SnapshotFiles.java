package org.jpmxcfs.transport.raft.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Set;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.transport.raft.core.Effects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots as files: the one that this node offers, and the one on its way to it. The loop thread
 * owns both; a worker may {@link #capture} beside it, and has the incoming one to itself from its
 * last part until it is installed or discarded.
 */
final class SnapshotFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterSequencer.class);

    /** A snapshot that was taken and is not offered yet. */
    record Taken(Path file, long index, long totalBytes, byte[] digest) {}

    private final Path fresh;
    private final Path offered;
    private final Path incoming;
    private FileChannel out; // of the offered one; null before the first
    private long offeredIndex;
    private FileChannel in; // of the incoming one; null when there is none
    private Effects.SnapshotPart newest; // the last part that came
    private IOException trouble; // why the incoming one is not whole; null while it is

    SnapshotFiles(Path directory) {
        fresh = directory.resolve("fresh.snapshot");
        offered = directory.resolve("offered.snapshot");
        incoming = directory.resolve("incoming.snapshot");
    }

    /** Copies the state, while entries go on being applied. */
    Taken capture(ReplicatedState state) throws IOException {
        Files.deleteIfExists(fresh);
        long index = state.copyTo(fresh);
        return new Taken(fresh, index, Files.size(fresh), digest(fresh));
    }

    /** Makes a snapshot the one that {@link #read} reads from. */
    void offer(Taken taken) throws IOException {
        Files.move(
                taken.file(),
                offered,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        close(out);
        out = FileChannel.open(offered, StandardOpenOption.READ);
        offeredIndex = taken.index();
    }

    /**
     * Bytes of the snapshot that is offered.
     *
     * @throws UncheckedIOException when they cannot be read, or it is not at this mark
     */
    byte[] read(Mark mark, long offset, int count) {
        try {
            if (out == null || offeredIndex != mark.index()) {
                throw new IOException(
                        "no snapshot at entry " + mark.index() + " but at " + offeredIndex);
            }
            ByteBuffer bytes = ByteBuffer.allocate(count);
            while (bytes.hasRemaining()) {
                if (out.read(bytes, offset + bytes.position()) < 0) {
                    throw new IOException(offered + " ends at " + out.size());
                }
            }
            return bytes.array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Stores a part. What goes wrong is kept for {@link #complete}: the replica counts bytes that
     * came, and starts over when the whole is not usable.
     */
    void store(Effects.SnapshotPart part) {
        newest = part;
        try {
            if (part.offset() == 0) {
                begin();
            }
            if (trouble != null || in == null || in.position() != part.offset()) {
                throw trouble != null
                        ? trouble
                        : new IOException("a part at " + part.offset() + " has nothing before it");
            }
            ByteBuffer bytes = ByteBuffer.wrap(part.bytes());
            while (bytes.hasRemaining()) {
                in.write(bytes);
            }
        } catch (IOException e) {
            trouble = e;
        }
    }

    private void begin() throws IOException {
        discardIncoming();
        Files.createFile(
                incoming,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        in = FileChannel.open(incoming, Set.of(StandardOpenOption.WRITE));
    }

    /**
     * The snapshot that came, whole and on stable storage.
     *
     * @throws IOException when it is not what its sender said, or could not be stored
     */
    Path complete() throws IOException {
        if (trouble != null) {
            throw trouble;
        }
        in.force(true);
        long size = in.size();
        if (size != newest.totalBytes() || !Arrays.equals(digest(incoming), newest.digest())) {
            throw new IOException(
                    "the snapshot that came has %d bytes of %d, or another checksum"
                            .formatted(size, newest.totalBytes()));
        }
        return incoming;
    }

    /** Whatever came is not needed, or no more. */
    void discardIncoming() {
        close(in);
        in = null;
        trouble = null;
        delete(incoming);
    }

    /** Forgets both, and what an earlier process may have left. */
    void clear() {
        discardIncoming();
        close(out);
        out = null;
        delete(offered);
        delete(fresh);
    }

    private static byte[] digest(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file);
                DigestOutputStream sink =
                        new DigestOutputStream(
                                OutputStream.nullOutputStream(),
                                MessageDigest.getInstance("SHA-256"))) {
            bytes.transferTo(sink);
            return sink.getMessageDigest().digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} is not needed any more, but cannot be removed", file, e);
        }
    }

    private static void close(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.warn("a snapshot could not be closed", e);
        }
    }
}
