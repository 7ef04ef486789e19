package org.jpmxcfs.fuse.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jpmxcfs.fuse.ops.Permissions;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.materializer.history.HistoryException;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.Tree;

/** Writes a tree into a directory, with the modes and times that a mount shows. */
final class TreeExport {
    private static final Set<PosixFilePermission> PRIVATE =
            PosixFilePermissions.fromString("rwx------");

    private final Path root;

    /**
     * Writes into {@code root}.
     *
     * @throws HistoryException when something is there that would be mixed with the files
     */
    TreeExport(Path root) throws IOException {
        this.root = root;
        if (!Files.exists(root)) {
            return;
        }
        if (!Files.isDirectory(root)) {
            throw new HistoryException(
                    root + " is a file; name a directory, or a file that ends in .db");
        }
        try (Stream<Path> present = Files.list(root)) {
            if (present.findAny().isPresent()) {
                throw new HistoryException(root + " is not empty; name another directory");
            }
        }
    }

    /** Writes everything. */
    void write(Tree tree) throws IOException {
        // Nobody else may look in while private files do not have their modes yet.
        Files.createDirectories(root);
        Files.setPosixFilePermissions(root, PRIVATE);
        writeBelow(tree, "", 0);
    }

    private void writeBelow(Tree tree, String directory, long inode) throws IOException {
        for (Attributes entry : tree.list(inode)) {
            String name = directory.isEmpty() ? entry.name() : directory + '/' + entry.name();
            // A name that is not UTF-8 has no other form in Java's file names.
            Path path = root.resolve(Names.toText(name));
            int mode;
            if (entry.isDirectory()) {
                Files.createDirectory(path);
                writeBelow(tree, name, entry.inode());
                mode = Permissions.ofDirectory(name, true);
            } else {
                Files.write(path, tree.content(entry.inode()).toBytes());
                mode = Permissions.ofFile(name, true);
            }
            Files.setPosixFilePermissions(path, permissions(mode));
            Files.setLastModifiedTime(path, FileTime.from(entry.mtime(), TimeUnit.SECONDS));
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        StringBuilder text = new StringBuilder("rwxrwxrwx");
        for (int bit = 0; bit < text.length(); bit++) {
            if ((mode & 0400 >> bit) == 0) {
                text.setCharAt(bit, '-');
            }
        }
        return PosixFilePermissions.fromString(text.toString());
    }
}
