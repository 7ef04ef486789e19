package org.jpmxcfs.materializer.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Names;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to a file while a reader fetches its old content must not be undone by it. */
class ContentCacheTest {
    private static final long CACHE_BYTES = 20;

    private final FakeStore store = new FakeStore();
    private Runnable duringRead = () -> {};
    private Tree tree;
    private long inode;

    /** A file {@code f} that is stored and no longer in memory. */
    @BeforeEach
    void makeTree() {
        tree = new TreeLoader().load(this::read, new LockTable(() -> 0), CACHE_BYTES);
        apply(new Mutation.Create(Location.of("f")));
        inode = tree.find("f").inode();
        write("f", "old!");
        flush();
        evict();
    }

    private byte[] read(long wanted) {
        byte[] bytes = store.read(wanted);
        Runnable event = duringRead;
        duringRead = () -> {};
        event.run();
        return bytes;
    }

    private void apply(Mutation mutation) {
        tree.apply(new Entry(tree.appliedIndex() + 1, 0, 0, 0, 0, mutation));
    }

    private void write(String path, String text) {
        apply(new Mutation.Write(Location.of(path), 0, Names.toBytes(text)));
    }

    private void flush() {
        Changes changes = tree.drainChanges();
        store.store(changes);
        tree.flushed(changes);
    }

    private void evict() {
        apply(new Mutation.Create(Location.of("big")));
        write("big", "0123456789012345678");
        flush();
        apply(new Mutation.Delete(Location.of("big")));
        flush();
        assertEquals(0, tree.cachedBytes());
    }

    private String text() {
        return Names.ofBytes(tree.content(inode).toBytes());
    }

    @Test
    void shouldShowTheNewContentWhenTheFileIsWrittenMeanwhile() {
        // given
        duringRead = () -> write("f", "new!");

        // when, then
        assertEquals("new!", text());
    }

    @Test
    void shouldNotBringBackTheOldContentWhenTheNewOneIsFlushedAndEvictedMeanwhile() {
        // given
        duringRead =
                () -> {
                    write("f", "new!");
                    flush();
                    evict();
                };

        // when, then
        assertEquals("new!", text());
        assertEquals("new!", text());
    }

    @Test
    void shouldShowTheContentWhenTheFileIsRenamedMeanwhile() {
        // given
        duringRead = () -> apply(new Mutation.Rename(Location.of("f"), Location.of("g")));

        // when, then
        assertEquals("old!", text());
        assertEquals("g", tree.pathOf(inode));
    }

    @Test
    void shouldShowNothingWhenTheFileIsDeletedMeanwhile() {
        // given
        duringRead = () -> apply(new Mutation.Delete(Location.of("f")));

        // when, then
        assertNull(tree.content(inode));
        assertEquals(0, tree.cachedBytes());
    }

    @Test
    void shouldReadTheSourceOnceForManyReads() {
        // given
        Content first = tree.content(inode);
        long reads = store.reads();

        // when
        Content second = tree.content(inode);

        // then
        assertSame(first, second);
        assertEquals(reads, store.reads());
        assertEquals(4, tree.cachedBytes());
    }
}
