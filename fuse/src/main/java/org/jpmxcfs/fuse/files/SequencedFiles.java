package org.jpmxcfs.fuse.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.Content;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.transport.Sequencer;

/** Files of the tree inside the process that keeps it. For threads that may wait. */
public final class SequencedFiles implements SharedFiles {
    private static final String UNFINISHED = ".tmp";

    private final Supplier<Tree> tree;
    private final Sequencer sequencer;

    /**
     * Reads the tree as it is at each moment, and changes it through {@code sequencer}.
     *
     * @param tree the present tree, which another may replace
     */
    public SequencedFiles(Supplier<Tree> tree, Sequencer sequencer) {
        this.tree = tree;
        this.sequencer = sequencer;
    }

    @Override
    public Kind kind(String path) {
        Attributes entry = tree.get().find(path);
        if (entry == null) {
            return Kind.NOTHING;
        }
        return entry.isDirectory() ? Kind.DIRECTORY : Kind.FILE;
    }

    @Override
    public List<String> list(String directory) {
        Tree now = tree.get();
        Attributes entry = now.find(directory);
        return entry == null
                ? List.of()
                : now.list(entry.inode()).stream().map(Attributes::name).toList();
    }

    @Override
    public Optional<byte[]> read(String path) {
        Tree now = tree.get();
        Attributes entry = now.find(path);
        Content content = entry == null ? null : now.content(entry.inode());
        return Optional.ofNullable(content).map(Content::toBytes);
    }

    @Override
    public void replace(String path, byte[] content) throws IOException {
        String unfinished = path + UNFINISHED;
        delete(unfinished);
        try {
            require(unfinished, new Mutation.Create(Location.of(unfinished)));
            require(unfinished, new Mutation.Write(Location.of(unfinished), 0, content));
            require(path, new Mutation.Rename(Location.of(unfinished), Location.of(path)));
        } catch (IOException e) {
            sequencer.submit(new Mutation.Delete(Location.of(unfinished)));
            throw e;
        }
    }

    @Override
    public boolean makeDirectory(String path) throws IOException {
        return succeeds(path, new Mutation.MakeDirectory(Location.of(path)), Refusal.EXISTS);
    }

    @Override
    public boolean delete(String path) throws IOException {
        return succeeds(path, new Mutation.Delete(Location.of(path)), Refusal.NOT_FOUND);
    }

    @Override
    public void releaseLeftLock(String path) throws IOException {
        succeeds(path, new Mutation.SetMtime(Location.of(path), 0), Refusal.FORBIDDEN);
    }

    /** False when it is refused for a reason that the caller expects. */
    private boolean succeeds(String path, Mutation mutation, Refusal expected) throws IOException {
        Outcome outcome = sequencer.submit(mutation);
        if (outcome.isDone()) {
            return true;
        }
        if (outcome.refusal() == expected || outcome.refusal() == Refusal.NOT_FOUND) {
            return false;
        }
        throw new ClusterException(describe(path, outcome.refusal()));
    }

    private void require(String path, Mutation mutation) throws IOException {
        Outcome outcome = sequencer.submit(mutation);
        if (!outcome.isDone()) {
            throw outcome.refusal() == Refusal.EXISTS
                    ? new FileAlreadyExistsException(Names.toText(path))
                    : new ClusterException(describe(path, outcome.refusal()));
        }
    }

    private static String describe(String path, Refusal refusal) {
        return switch (refusal) {
            case NO_QUORUM ->
                    "there is no quorum: start more nodes of the cluster, then try it again";
            case TIMED_OUT ->
                    "the cluster did not answer in time: look at 'jpmxcfs cluster status', then try"
                            + " it again";
            case NO_SPACE -> "the tree or the disk is full: make room, then try it again";
            default -> Names.toText(path) + " cannot be changed (" + refusal + ")";
        };
    }
}
