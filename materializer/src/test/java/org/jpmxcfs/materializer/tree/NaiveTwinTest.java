package org.jpmxcfs.materializer.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.materializer.views.Guest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random mutations, compared with the plainest tree that keeps the same rules. */
class NaiveTwinTest {
    private static final int STEPS = 4000;

    static long[] seeds() {
        return new long[] {1, 2, 3, 4, new Random().nextLong()};
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldAgreeWithNaiveTreeWhateverIsFlushedAndEvicted(long seed) {
        // given
        Random random = new Random(seed);
        FakeStore store = new FakeStore();
        Tree tree = store.load(random.nextInt(2000));
        NaiveTree naive = new NaiveTree();

        for (int step = 1; step <= STEPS; step++) {
            // when
            Mutation mutation = new RandomMutations(random, tree).next();
            Entry entry = new Entry(step, 0, random.nextInt(2), 0, step * 500L, mutation);
            String message = "seed " + seed + " step " + step + " " + mutation;

            // then
            assertEquals(naive.apply(entry), tree.apply(entry), message);
            if (random.nextInt(40) == 0) {
                tree = flushAndMaybeRestart(random, store, tree);
            }
            if (step % 50 == 0) {
                assertSame(naive, tree, message);
            }
        }
    }

    private static Tree flushAndMaybeRestart(Random random, FakeStore store, Tree tree) {
        Changes changes = tree.drainChanges();
        if (random.nextInt(3) == 0) {
            tree.flushFailed(changes);
            return tree;
        }
        store.store(changes);
        tree.flushed(changes);
        if (random.nextInt(4) != 0) {
            return tree;
        }
        Tree loaded = store.load(random.nextInt(2000));
        assertEquals(tree.checksum(), loaded.checksum());
        return loaded;
    }

    private static void assertSame(NaiveTree naive, Tree tree, String message) {
        assertArrayEquals(naive.digest(), StateDigest.of(tree), message);
        assertEquals(naive.items.size() + 1, tree.entryCount(), message);
        long bytes = 0;
        Map<String, Integer> children = new HashMap<>();
        for (Map.Entry<String, NaiveTree.Item> expected : naive.items.entrySet()) {
            Attributes found = tree.find(expected.getKey());
            assertEquals(expected.getValue().inode, found.inode(), message);
            assertEquals(expected.getKey(), tree.pathOf(found.inode()), message);
            assertEquals(found, tree.get(found.inode()), message);
            if (!found.isDirectory()) {
                byte[] content = tree.content(found.inode()).toBytes();
                assertArrayEquals(expected.getValue().bytes, content, message);
                bytes += content.length;
            }
            int slash = Math.max(0, expected.getKey().lastIndexOf('/'));
            children.merge(expected.getKey().substring(0, slash), 1, Integer::sum);
        }
        assertEquals(bytes, tree.totalBytes(), message);
        children.forEach(
                (directory, count) ->
                        assertEquals(
                                count, tree.list(tree.find(directory).inode()).size(), message));
        assertEquals(naive.guests(), guests(tree), message);
    }

    private static Map<Long, String> guests(Tree tree) {
        Map<Long, String> guests = new TreeMap<>();
        for (Guest guest : tree.guests().list()) {
            String directory = guest.type().directory();
            String path = "nodes/" + guest.node() + "/" + directory + "/" + guest.id() + ".conf";
            assertEquals(path, tree.pathOf(guest.inode()));
            guests.put(guest.id(), path);
        }
        return guests;
    }
}
