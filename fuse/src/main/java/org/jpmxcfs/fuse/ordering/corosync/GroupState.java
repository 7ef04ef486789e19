package org.jpmxcfs.fuse.ordering.corosync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.materializer.Materializer;
import org.jpmxcfs.materializer.StateCut;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.transport.corosync.GroupTree;
import org.jpmxcfs.transport.corosync.wire.FileChange;
import org.jpmxcfs.transport.corosync.wire.Row;
import org.jpmxcfs.transport.corosync.wire.TreeIndex;

/** The tree of this node as the group of a Corosync cluster needs it. */
final class GroupState implements GroupTree {
    private static final byte[] NOTHING = {};
    private static final String LOCKS = "priv/lock/";

    private final Materializer materializer;

    /** The state that {@code materializer} keeps; the caller closes it. */
    GroupState(Materializer materializer) {
        this.materializer = materializer;
    }

    @Override
    public Outcome apply(Entry entry) {
        return materializer.apply(entry);
    }

    @Override
    public Request request(Mutation mutation) {
        return mutation.accept(new Requests(materializer.tree()));
    }

    @Override
    public TreeIndex index() {
        try {
            return TreeIndex.decode(
                    org.jpmxcfs.materializer.tree.TreeIndex.of(materializer.tree()).toBytes());
        } catch (MalformedException impossible) {
            throw new IllegalStateException("the index of the own tree", impossible);
        }
    }

    @Override
    public Optional<Place> place(long inode) {
        Tree tree = materializer.tree();
        return Optional.ofNullable(tree.get(inode))
                .map(e -> new Place(tree.pathOf(inode), e.version(), e.writer(), e.mtime()));
    }

    @Override
    public Row row(long inode) {
        Tree tree = materializer.tree();
        if (inode == 0) {
            Attributes root = tree.find("");
            return Row.root(root.version(), root.writer(), root.mtime());
        }
        Attributes entry = tree.get(inode);
        return new Row(
                entry.inode(),
                entry.parent(),
                entry.version(),
                entry.writer(),
                entry.mtime(),
                entry.size(),
                entry.isDirectory() ? Row.DIRECTORY : Row.FILE,
                entry.name(),
                entry.isDirectory() ? NOTHING : tree.content(inode).toBytes());
    }

    // A directory with entries cannot be moved; what is in its new place is removed before that is
    // found out.
    @Override
    public long takenAwayBy(FileChange.Rename rename) {
        Tree tree = materializer.tree();
        Attributes source = tree.find(rename.path());
        Attributes target = tree.find(rename.to());
        boolean isTaken =
                source != null
                        && target != null
                        && source.inode() != target.inode()
                        && source.inode() != 0
                        && isFull(tree, source)
                        && !isFull(tree, target)
                        && !rename.path().startsWith(LOCKS);
        return isTaken ? target.inode() : 0;
    }

    private static boolean isFull(Tree tree, Attributes entry) {
        return entry.isDirectory() && !tree.list(entry.inode()).isEmpty();
    }

    @Override
    public Supplier<byte[]> checksum() {
        try {
            StateCut cut = materializer.cut();
            return () -> digest(cut);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isExpired(String path, byte[] digest) {
        Tree tree = materializer.tree();
        return Optional.ofNullable(tree.find(path))
                .filter(Attributes::isDirectory)
                .flatMap(tree.locks()::expired)
                .filter(checksum -> Arrays.equals(checksum, digest))
                .isPresent();
    }

    private static byte[] digest(StateCut open) {
        try (StateCut cut = open) {
            return cut.digest();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
