package org.jpmxcfs.materializer.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jpmxcfs.log.EntrySource;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.materializer.sqlite.FrozenStore;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.ContentSource;
import org.jpmxcfs.materializer.tree.LockTable;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.tree.TreeLoader;

/**
 * The contents of files as of a state, put together from the entries that wrote them: the index
 * tells which, and where they lie. What was not written since is in the base.
 */
final class IndexedContents implements ContentSource {
    private static final byte[] EMPTY = {};

    private final HistoryIndex index;
    private final StateFile state;
    private final EntrySource entries;
    private final FrozenStore base; // null when the journal begins with an empty tree
    private Tree baseTree; // null until it is needed

    IndexedContents(HistoryIndex index, StateFile state, EntrySource entries, FrozenStore base) {
        this.index = index;
        this.state = state;
        this.entries = entries;
        this.base = base;
    }

    @Override
    public synchronized byte[] read(long inode) {
        try {
            String path = state.pathOf(inode);
            return path == null ? EMPTY : upTo(path, state.index());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] upTo(String path, long lastIndex) throws IOException {
        Deque<IndexPart.Change> writes = new ArrayDeque<>();
        String name = path;
        byte[] content = null;
        IndexPart.Change change = index.changeBefore(name, lastIndex + 1);
        while (change != null && content == null) {
            Step step = change.step();
            if (step.kind() == StepKind.WRITE || step.kind() == StepKind.TRUNCATE) {
                writes.addFirst(change);
            }
            if (step.movesTo(name)) {
                name = step.path();
            } else if (change.isWhole()) {
                content = EMPTY;
            }
            change = index.changeBefore(name, step.index());
        }
        content = content == null ? ofBase(name) : content;
        for (IndexPart.Change write : writes) {
            content = after(content, write);
        }
        return content;
    }

    private byte[] after(byte[] before, IndexPart.Change change) throws IOException {
        if (change.step().kind() == StepKind.TRUNCATE) {
            return Arrays.copyOf(before, change.step().sizeAfter());
        }
        Mutation.Write write = (Mutation.Write) entry(change).mutation();
        int offset = (int) write.offset();
        byte[] data = write.data();
        byte[] after = Arrays.copyOf(before, Math.max(before.length, offset + data.length));
        System.arraycopy(data, 0, after, offset, data.length);
        return after;
    }

    private Entry entry(IndexPart.Change change) throws IOException {
        try (JournalReader reader = entries.reader(change.step().index(), change.place())) {
            return reader.next();
        }
    }

    private byte[] ofBase(String name) throws IOException {
        if (base == null) {
            return EMPTY;
        }
        if (baseTree == null) {
            TreeLoader loader = new TreeLoader();
            base.load(loader);
            baseTree = loader.load(base, new LockTable(() -> 0), 0);
        }
        Attributes file = baseTree.find(name);
        return file == null ? EMPTY : base.read(file.inode());
    }
}
