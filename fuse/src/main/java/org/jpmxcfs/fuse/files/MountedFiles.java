package org.jpmxcfs.fuse.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jpmxcfs.log.model.Names;

/** Files of the tree as any program reaches them, through the mount. */
public final class MountedFiles implements SharedFiles {
    private final Path mountPoint;

    /** Works below the mount point of a running daemon. */
    public MountedFiles(Path mountPoint) {
        this.mountPoint = mountPoint;
    }

    @Override
    public Kind kind(String path) {
        Path file = file(path);
        if (Files.isDirectory(file)) {
            return Kind.DIRECTORY;
        }
        return Files.exists(file) ? Kind.FILE : Kind.NOTHING;
    }

    @Override
    public List<String> list(String directory) throws IOException {
        Path path = file(directory);
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(path)) {
            return children.map(child -> Names.ofText(child.getFileName().toString())).toList();
        } catch (AccessDeniedException denied) {
            throw notAllowed(denied);
        }
    }

    @Override
    public Optional<byte[]> read(String path) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file(path)));
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        } catch (AccessDeniedException denied) {
            throw notAllowed(denied);
        }
    }

    @Override
    public void replace(String path, byte[] content) throws IOException {
        Path file = file(path);
        String ending = ".tmp." + ProcessHandle.current().pid();
        Path unfinished = file.resolveSibling(file.getFileName() + ending);
        try {
            Files.write(unfinished, content);
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AccessDeniedException denied) {
            discard(unfinished, denied);
            throw notAllowed(denied);
        } catch (IOException e) {
            discard(unfinished, e);
            throw e;
        }
    }

    private static void discard(Path unfinished, IOException cause) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public boolean makeDirectory(String path) throws IOException {
        try {
            Files.createDirectory(file(path));
            return true;
        } catch (FileAlreadyExistsException there) {
            return false;
        } catch (AccessDeniedException denied) {
            throw notAllowed(denied);
        }
    }

    @Override
    public boolean delete(String path) throws IOException {
        try {
            return Files.deleteIfExists(file(path));
        } catch (AccessDeniedException denied) {
            throw notAllowed(denied);
        }
    }

    @Override
    public void releaseLeftLock(String path) throws IOException {
        try {
            Files.setLastModifiedTime(file(path), FileTime.fromMillis(0));
        } catch (AccessDeniedException | NoSuchFileException heldOrGone) {
            // Its time is not over yet, or it is free already: the caller looks again.
        }
    }

    private Path file(String path) {
        return mountPoint.resolve(Names.toText(path));
    }

    private static ClusterException notAllowed(AccessDeniedException denied) {
        return new ClusterException(
                denied.getFile()
                        + " cannot be used: the cluster has no quorum now, or this user is not"
                        + " root",
                denied);
    }
}
