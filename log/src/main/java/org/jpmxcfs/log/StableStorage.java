package org.jpmxcfs.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;

/** Small files that are there after a power failure: what these methods did is on the disk. */
public final class StableStorage {
    private StableStorage() {}

    /**
     * Writes a file anew. Whoever reads it, also after a failure in the middle, finds the old
     * content or the new one.
     *
     * @throws IOException when it could not be written; the file is then as it was, unless only the
     *     last step failed, the sync of its directory
     */
    public static void replace(Path file, byte[] content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Set<StandardOpenOption> options =
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
        write(FileChannel.open(fresh, options), content);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        sync(file.toAbsolutePath().getParent());
    }

    /**
     * Makes a file. Its name is stable only after a {@link #sync} of the directory, which may be
     * one for many files.
     *
     * @throws IOException also when there is one of this name
     */
    public static void create(Path file, byte[] content, FileAttribute<?>... attributes)
            throws IOException {
        Set<StandardOpenOption> options =
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        write(FileChannel.open(file, options, attributes), content);
    }

    /** Waits for the bytes of a file, or for the names in a directory. */
    public static void sync(Path fileOrDirectory) throws IOException {
        try (FileChannel channel = FileChannel.open(fileOrDirectory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void write(FileChannel opened, byte[] content) throws IOException {
        try (FileChannel channel = opened) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}
