package org.jpmxcfs.materializer.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jpmxcfs.log.model.Entry;
import org.junit.jupiter.api.Test;

/** What a listener is told is all that it needs to know what readers see. */
class TreeListenerTest {
    /** Knows the tree only from what it is told. */
    static class Mirror implements TreeListener {
        final Map<Long, Attributes> entries = new HashMap<>();
        final Map<String, Long> names = new HashMap<>();

        @Override
        public void named(Attributes entry) {
            entries.put(entry.inode(), entry);
            names.put(entry.parent() + "/" + entry.name(), entry.inode());
        }

        @Override
        public void unnamed(Attributes entry) {
            assertEquals(entry.inode(), names.remove(entry.parent() + "/" + entry.name()));
        }

        @Override
        public void changed(Attributes entry) {
            entries.put(entry.inode(), entry);
        }

        @Override
        public void removed(Attributes entry, Supplier<Content> content) {
            assertEquals(entry.inode(), entries.remove(entry.inode()).inode());
        }

        @Override
        public void replaced() {
            throw new AssertionError("nothing was replaced");
        }
    }

    @Test
    void shouldTellAllThatReadersSeeOfAnyMutations() {
        // given
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Tree tree = new FakeStore().load(0);
        Mirror mirror = new Mirror();
        tree.listen(mirror);

        // when
        for (int i = 1; i <= 3000; i++) {
            tree.apply(
                    new Entry(
                            i,
                            1,
                            random.nextInt(3),
                            0,
                            i * 1000L,
                            new RandomMutations(random, tree).next()));
        }

        // then
        assertEquals(tree.entryCount() - 1, mirror.entries.size(), () -> "seed " + seed);
        assertEquals(mirror.entries.size(), mirror.names.size(), () -> "seed " + seed);
        mirror.entries.forEach(
                (inode, entry) -> assertEquals(tree.get(inode), entry, () -> "seed " + seed));
        mirror.names.forEach(
                (name, inode) -> {
                    Attributes entry = tree.get(inode);
                    assertEquals(name, entry.parent() + "/" + entry.name(), () -> "seed " + seed);
                });
    }

    @Test
    void shouldGiveTheLastContentOfWhatIsRemovedOrReplacedEvenWhenOnlyTheStoreHasIt() {
        // given
        TreeDriver uncached = new TreeDriver(new TreeLoader(), 0);
        uncached.write("removed", "one");
        uncached.write("replaced", "two");
        uncached.write("other", "three");
        uncached.flush();
        List<String> contents = new ArrayList<>();
        uncached.tree.listen(
                new Mirror() {
                    @Override
                    public void unnamed(Attributes entry) {
                        // The mirror does not know what was there before it listened.
                    }

                    @Override
                    public void removed(Attributes entry, Supplier<Content> content) {
                        contents.add(
                                new String(content.get().toBytes(), StandardCharsets.ISO_8859_1));
                    }
                });

        // when
        uncached.delete("removed");
        uncached.rename("other", "replaced");

        // then
        assertEquals(List.of("one", "two"), contents);
        assertNull(uncached.tree.find("other"));
    }

    @Test
    void shouldApplyAChangeWhoseListenerFailsAndTellItNoMore() {
        // given
        TreeDriver t = new TreeDriver();
        List<String> told = new ArrayList<>();
        t.tree.listen(
                new Mirror() {
                    @Override
                    public void named(Attributes entry) {
                        told.add(entry.name());
                        throw new IllegalStateException("test: deaf");
                    }
                });
        Mirror sound = new Mirror();
        t.tree.listen(sound);

        // when
        assertNull(t.create("f"));
        assertNull(t.create("g"));

        // then
        assertEquals(List.of("f"), told);
        assertEquals(2, sound.names.size());
    }
}
