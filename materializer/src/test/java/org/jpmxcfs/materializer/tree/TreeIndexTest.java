package org.jpmxcfs.materializer.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jpmxcfs.log.model.Location;
import org.junit.jupiter.api.Test;

class TreeIndexTest {
    private final TreeDriver t = new TreeDriver(new TreeLoader(), 0);

    @Test
    void shouldGiveTheIndexThatANodeOfPmxcfsSentOfTheSameTree() throws Exception {
        // given: the rows of a recorded node's database, and the state that it sent of them
        TreeLoader loader = new TreeLoader();
        Map<Long, byte[]> contents = new HashMap<>();
        byte[] expected = null;
        for (String line : recorded()) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("state")) {
                expected = HexFormat.of().parseHex(words[1]);
            } else {
                load(words, loader, contents);
            }
        }

        // when
        Tree tree = loader.load(contents::get, new LockTable(() -> 0), 0);

        // then
        assertArrayEquals(expected, TreeIndex.of(tree).toBytes());
    }

    @Test
    void shouldReadNoContentAgainForWhatHasNotChanged() {
        // given
        t.write("a", "one");
        t.write("b", "two");
        t.flush();
        TreeIndex before = TreeIndex.of(t.tree);
        long reads = t.store.reads();

        // when
        TreeIndex again = TreeIndex.of(t.tree);
        t.write("b", "three");
        TreeIndex after = TreeIndex.of(t.tree);

        // then
        assertEquals(before, again);
        assertNotEquals(before, after);
        assertEquals(reads, t.store.reads());
        assertEquals(after, TreeIndex.of(reloaded()));
    }

    @Test
    void shouldMakeADigestOnlyWhenItIsAskedFor() {
        // given
        t.write("a", "one");
        Node node = t.tree.nodes().find(Location.of("a"));
        assertSame(null, node.digest);
        byte[] first = RowDigest.of(node, t.store);

        // when
        t.utime("a", 7);

        // then
        assertNotEquals(
                HexFormat.of().formatHex(first),
                HexFormat.of().formatHex(RowDigest.of(node, t.store)));
    }

    private Tree reloaded() {
        t.flush();
        return t.store.load(0);
    }

    private static void load(String[] words, TreeLoader loader, Map<Long, byte[]> contents) {
        long inode = Long.parseLong(words[1]);
        long version = Long.parseLong(words[3]);
        int writer = Integer.parseInt(words[4]);
        long mtime = Long.parseLong(words[5]);
        if (inode == 0) {
            loader.root(version, writer, mtime);
            return;
        }
        byte[] data =
                words[8].startsWith("zeros:")
                        ? new byte[Integer.parseInt(words[8].substring(6))]
                        : HexFormat.of().parseHex(words[8]);
        contents.put(inode, data);
        EntryType type = words[6].equals("4") ? EntryType.DIRECTORY : EntryType.FILE;
        loader.row(
                new Attributes(
                        inode,
                        Long.parseLong(words[2]),
                        version,
                        writer,
                        mtime,
                        type,
                        words[7],
                        data.length));
    }

    private static List<String> recorded() throws Exception {
        try (InputStream in =
                new GZIPInputStream(
                        TreeIndexTest.class.getResourceAsStream("/index/recorded-node1.txt.gz"))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
        }
    }
}
