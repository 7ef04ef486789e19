package org.jpmxcfs.materializer.tree;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;

/** Drives a tree by paths and short calls, as a test reads best. */
final class TreeDriver {
    /** The clock of the lock table. */
    final AtomicLong nanos = new AtomicLong();

    final FakeStore store = new FakeStore();
    final LockTable locks = new LockTable(nanos::get);
    final Tree tree;
    private long index;
    private int origin = 1;
    private long term = 1;
    private long seconds = 1000;

    TreeDriver() {
        this(new TreeLoader(), Tree.CACHE_BYTES_DEFAULT);
    }

    TreeDriver(TreeLoader loader, long cacheBytes) {
        tree = loader.load(store, locks, cacheBytes);
        index = tree.appliedIndex();
    }

    TreeDriver as(int node) {
        origin = node;
        return this;
    }

    /** From here on entries are those of a group of pmxcfs, which gives no terms. */
    TreeDriver inGroup() {
        term = 0;
        return this;
    }

    TreeDriver at(long now) {
        seconds = now;
        return this;
    }

    Outcome apply(Mutation mutation) {
        return apply(0, mutation);
    }

    Outcome apply(long requestId, Mutation mutation) {
        return tree.apply(
                new Entry(++index, term, origin, requestId, seconds * 1000 + 999, mutation));
    }

    /** The refusal of a mutation, or null. */
    Refusal refusal(Mutation mutation) {
        return apply(mutation).refusal();
    }

    Refusal create(String path) {
        return refusal(new Mutation.Create(Location.of(path)));
    }

    Refusal mkdir(String path) {
        return refusal(new Mutation.MakeDirectory(Location.of(path)));
    }

    void mkdirs(String... paths) {
        for (String path : paths) {
            int end = 0;
            while (end >= 0) {
                end = path.indexOf('/', end + 1);
                mkdir(end < 0 ? path : path.substring(0, end));
            }
        }
    }

    /** Creates the file where it is missing, then writes at the offset. */
    Refusal write(String path, String text, long offset) {
        Refusal refusal = tree.find(path) == null ? create(path) : null;
        byte[] data = text.getBytes(StandardCharsets.ISO_8859_1);
        return refusal != null
                ? refusal
                : refusal(new Mutation.Write(Location.of(path), offset, data));
    }

    Refusal write(String path, String text) {
        return write(path, text, 0);
    }

    Refusal truncate(String path, long size) {
        return refusal(new Mutation.Truncate(Location.of(path), size));
    }

    Refusal rename(String from, String to) {
        return refusal(new Mutation.Rename(Location.of(from), Location.of(to)));
    }

    Refusal delete(String path) {
        return refusal(new Mutation.Delete(Location.of(path)));
    }

    Refusal utime(String path, long mtime) {
        return refusal(new Mutation.SetMtime(Location.of(path), mtime));
    }

    Refusal unlock(String path, byte[] checksum) {
        return refusal(new Mutation.Unlock(Location.of(path), checksum));
    }

    /** The text of a file, or null. */
    String read(String path) {
        Attributes attributes = tree.find(path);
        Content content = attributes == null ? null : tree.content(attributes.inode());
        return content == null ? null : new String(content.toBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Flushes everything to the store. */
    Changes flush() {
        Changes changes = tree.drainChanges();
        store.store(changes);
        tree.flushed(changes);
        return changes;
    }
}
