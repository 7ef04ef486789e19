package org.jpmxcfs.materializer.history;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.materializer.Materializer;
import org.jpmxcfs.materializer.MaterializerConfig;
import org.jpmxcfs.materializer.sqlite.Backups;
import org.jpmxcfs.materializer.sqlite.SqliteStore;
import org.jpmxcfs.materializer.tree.RandomMutations;
import org.jpmxcfs.materializer.tree.StateDigest;
import org.jpmxcfs.materializer.tree.Tree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PastTest {
    private static final int MUTATIONS = 20_000;

    @TempDir Path dir;

    private final Story story = new Story();

    @Test
    void shouldShowAFileAsItWasAtEachEntry() throws Exception {
        // given
        story.create("f", "one").write("f", "three").delete("f");

        // when
        try (Past past = story.past();
                Walk walk = past.at(2, Progress.NONE)) {
            // then
            assertEquals("one", text(walk.tree(), "f"));
            walk.to(3, Progress.NONE);
            assertEquals("three", text(walk.tree(), "f"));
            walk.to(4, Progress.NONE);
            assertNull(walk.tree().find("f"));
            assertThrows(HistoryException.class, () -> walk.to(5, Progress.NONE));
        }
    }

    @Test
    void shouldFindTheLastEntryAtOrBeforeATime() throws Exception {
        // given: entry n was asked for at second 1000 + n
        story.create("f", "one").write("f", "two");

        try (Past past = story.past()) {
            // when, then
            assertEquals(2, past.indexAt(1_002_000, Progress.NONE));
            assertEquals(2, past.indexAt(1_002_999, Progress.NONE));
            assertEquals(3, past.indexAt(Long.MAX_VALUE, Progress.NONE));
            assertThrows(HistoryException.class, () -> past.indexAt(1_000_999, Progress.NONE));
        }
    }

    @Test
    void shouldRefuseAnIndexOutOfReach() throws Exception {
        // given
        story.create("f", "one");

        try (Past past = story.past()) {
            // when
            HistoryException refusal =
                    assertThrows(HistoryException.class, () -> past.at(3, Progress.NONE));

            // then
            assertEquals(
                    "entry 3 is not in reach: states of entry 0 to 2 can be had",
                    refusal.getMessage());
        }
    }

    @Test
    void shouldRefuseAJournalWithoutTheStateThatItBeginsWith() throws Exception {
        // given
        story.create("f", "one").write("f", "two");
        story.journal.dropBefore(3);

        // when
        HistoryException refusal = assertThrows(HistoryException.class, story::past);

        // then
        assertTrue(refusal.getMessage().contains("do not follow on an empty tree"));
    }

    @Test
    void shouldRefuseTheBaseOfAnotherJournal() throws Exception {
        // given
        Path base = dir.resolve("base.db");
        try (SqliteStore store = SqliteStore.open(base)) {
            store.follow(UUID.fromString("00000000-0000-4000-8000-000000000002"));
        }

        // when, then
        assertThrows(
                HistoryException.class, () -> Past.open(story.journal, Story.JOURNAL_ID, base));
    }

    @Test
    void shouldRebuildEveryRowAfterMutationsOfEveryKind() throws Exception {
        // given
        long seed = System.nanoTime();
        Path live = dir.resolve("live.db");
        Path rebuilt = dir.resolve("rebuilt.db");
        String digest = live(seed, live, MUTATIONS);

        // when
        Path none = dir.resolve("base.db");
        long reached =
                new Rebuilding(story.journal, Story.JOURNAL_ID, none)
                        .writeTo(rebuilt, -1, Progress.NONE);

        // then
        assertEquals(MUTATIONS, reached);
        assertEquals(rows(live), rows(rebuilt), "seed " + seed);
        assertEquals("rw-------", permissions(rebuilt));
        try (Past past = story.past();
                Walk walk = past.at(MUTATIONS, Progress.NONE)) {
            assertEquals(digest, digest(walk.tree()), "seed " + seed);
        }
        try (var files = Files.list(dir)) {
            assertEquals(List.of(live, rebuilt), files.sorted().toList());
        }
    }

    @Test
    void shouldRebuildFromABaseAndTheEntriesAfterIt() throws Exception {
        // given
        long seed = System.nanoTime();
        Path base = dir.resolve("base.db");
        Path live = dir.resolve("live.db");
        live(seed, live, MUTATIONS / 20);
        try (SqliteStore store = SqliteStore.open(live)) {
            Backups.copyWhole(store.file(), base, store.journalId());
        }
        String digest = live(seed + 1, live, MUTATIONS / 20);
        story.journal.dropBefore(MUTATIONS / 20 - 10);

        // when
        Path rebuilt = dir.resolve("rebuilt.db");
        new Rebuilding(story.journal, Story.JOURNAL_ID, base).writeTo(rebuilt, -1, Progress.NONE);

        // then
        assertEquals(rows(live), rows(rebuilt), "seed " + seed);
        try (Past past = Past.open(story.journal, Story.JOURNAL_ID, base);
                Walk walk = past.at(past.lastIndex(), Progress.NONE)) {
            assertEquals(MUTATIONS / 20, past.firstIndex());
            assertEquals(digest, digest(walk.tree()), "seed " + seed);
        }
    }

    @Test
    void shouldKeepWhatIsThereWhenARebuildFails() throws Exception {
        // given
        Path target = dir.resolve("target.db");
        Files.writeString(target, "before");

        // when
        Rebuilding rebuilding =
                new Rebuilding(story.journal, Story.JOURNAL_ID, dir.resolve("base.db"));
        assertThrows(HistoryException.class, () -> rebuilding.writeTo(target, 7, Progress.NONE));

        // then
        assertArrayEquals("before".getBytes(StandardCharsets.US_ASCII), Files.readAllBytes(target));
        try (var files = Files.list(dir)) {
            assertEquals(List.of(target), files.toList());
        }
    }

    /** Applies random mutations to a live database; returns the digest of what came of it. */
    private String live(long seed, Path file, int count) throws Exception {
        MaterializerConfig config = new MaterializerConfig(60_000, 1 << 20, 1, 0, 1 << 20);
        try (Materializer materializer =
                Materializer.open(
                        SqliteStore.open(file),
                        story.journal,
                        Story.JOURNAL_ID,
                        story.journal.lastIndex(),
                        config)) {
            RandomMutations mutations = new RandomMutations(new Random(seed), materializer.tree());
            for (int i = 0; i < count; i++) {
                Mutation mutation = mutations.next();
                long index = story.journal.lastIndex() + 1;
                Entry entry =
                        new Entry(
                                index,
                                1,
                                1,
                                index % 7 == 0 ? index / 14 : 0,
                                index * 333,
                                mutation);
                story.journal.append(entry);
                materializer.apply(entry);
            }
            return digest(materializer.tree());
        }
    }

    private static String digest(Tree tree) {
        return HexFormat.of().formatHex(StateDigest.of(tree));
    }

    private static String text(Tree tree, String path) {
        byte[] bytes = tree.content(tree.find(path).inode()).toBytes();
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** Every row of the table that pmxcfs reads, as text. */
    private static List<String> rows(Path file) throws Exception {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                ResultSet result =
                        connection
                                .createStatement()
                                .executeQuery(
                                        "SELECT inode||' '||parent||' '||version||' '||writer||' '"
                                                + "||mtime||' '||type||' '||hex(name)||' '"
                                                + "||coalesce(quote(data),'NULL')"
                                                + " FROM tree ORDER BY inode")) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    private static String permissions(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
