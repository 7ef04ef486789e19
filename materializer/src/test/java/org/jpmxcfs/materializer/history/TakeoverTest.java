package org.jpmxcfs.materializer.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Transfer;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.tree.TreeDifference;
import org.junit.jupiter.api.Test;

/** What history tells across the transfer of a whole state. */
class TakeoverTest {
    private final Story story = new Story();
    private final Story other = new Story();

    @Test
    void shouldTellATransferAsOneLine() throws Exception {
        // given
        story.create("a", "ours").create("gone", "ours");
        other.create("a", "theirs").directories("d").create("d/b", "b");

        // when
        take(Transfer.Source.NODE);

        // then
        List<Step> steps = steps("");
        Step last = steps.get(steps.size() - 1);
        assertEquals(5, steps.size());
        assertEquals("state of node 2 taken over: 3 put, 0 removed", text(last));
        assertEquals("", last.path());
        assertEquals(List.of("1 create a -1->0", "2 write a 0->4", "10 takeover a 4->6"), of("a"));
        assertEquals(
                List.of("3 create gone -1->0", "4 write gone 0->4", "10 takeover gone 4->-1"),
                of("gone"));
        assertEquals(List.of("10 takeover d/b -1->1"), of("d/b"));
        assertEquals(List.of("10 takeover d -1->0"), of("d"));
    }

    @Test
    void shouldSayThatAnAdministratorsDatabaseWasTaken() throws Exception {
        // given
        story.create("a", "ours");
        other.create("a", "one").create("b", "two");

        // when
        take(Transfer.Source.DATABASE);

        // then
        List<Step> steps = steps("a");
        assertEquals("taken from config.db: 2 put, 0 removed", text(steps.get(steps.size() - 1)));
    }

    @Test
    void shouldTellOfAContentThatDiffersInNothingElse() throws Exception {
        // given
        story.create("a", "ours");
        other.create("a", "them");

        // when
        take(Transfer.Source.DATABASE);

        // then
        assertEquals(List.of("1 create a -1->0", "2 write a 0->4", "5 takeover a 4->4"), of("a"));
    }

    @Test
    void shouldShowWhatWasBeforeATransferAndWhileItWasUnderWay() throws Exception {
        // given
        story.create("a", "ours");
        other.create("a", "theirs");
        take(Transfer.Source.NODE);
        story.write("a", "afterwards");

        try (Past past = story.past();
                Walk walk = past.at(2, Progress.NONE)) {
            // when, then
            assertEquals("ours", read(walk.tree()));
            walk.to(past.lastIndex() - 2, Progress.NONE);
            assertEquals("ours", read(walk.tree()));
            walk.to(past.lastIndex() - 1, Progress.NONE);
            assertEquals("theirs", read(walk.tree()));
            walk.to(past.lastIndex(), Progress.NONE);
            assertEquals("afterwards", read(walk.tree()));
        }
    }

    @Test
    void shouldTellNothingOfATransferThatCameToNoCommit() throws Exception {
        // given
        story.create("a", "ours");
        story.add(new Transfer.Begun(Transfer.Source.NODE, 2, 9, "joined"));
        story.add(new Transfer.Row(2, 0, 9, 2, 9, false, "a", new byte[3]));

        // when, then
        assertEquals(List.of("1 create a -1->0", "2 write a 0->4"), of("a"));
        story.write("a", "later");
        story.add(new Transfer.Committed(new byte[32]));
        assertEquals(List.of("1 create a -1->0", "2 write a 0->4", "5 write a 4->5"), of("a"));
    }

    @Test
    void shouldTellOfAllThatLiesBelowADirectoryThatIsRenamed() throws Exception {
        // given
        story.directories("d").create("d/f", "x");
        long d = 2;
        other.directories("e").create("e/f", "x");

        // when
        take(Transfer.Source.DATABASE);

        // then
        Step last = steps("d").get(steps("d").size() - 1);
        assertEquals(
                List.of("d", "d/f", "e", "e/f"), List.copyOf(last.takeover().sizes().keySet()));
        assertEquals("5 takeover e/f -1->1", of("e/f").get(0).replaceFirst("^\\d+", "5"));
        assertNull(find("d/f"));
        assertEquals(d, find("e").inode());
    }

    private void take(Transfer.Source source) throws Exception {
        try (Past ours = story.past();
                Walk from = ours.at(ours.lastIndex(), Progress.NONE);
                Past theirs = other.past();
                Walk to = theirs.at(theirs.lastIndex(), Progress.NONE)) {
            Transfer.Begun begun = new Transfer.Begun(source, 2, to.tree().version(), "for a test");
            TreeDifference.of(from.tree(), to.tree()).forEachPart(begun, story::add);
        }
        Entry last = story.journal.reader(story.journal.lastIndex()).next();
        assertEquals(Transfer.Committed.class, last.mutation().getClass());
    }

    private List<Step> steps(String path) throws Exception {
        try (Past past = story.past()) {
            return new PathHistory(past, path).read(Progress.NONE).steps();
        }
    }

    private List<String> of(String path) throws Exception {
        return story.history(path);
    }

    private String text(Step step) throws Exception {
        try (Past past = story.past();
                Walk walk = past.walk()) {
            return step.takeover().text(NodeNames.of(walk.tree()));
        }
    }

    private Attributes find(String path) throws Exception {
        try (Past past = story.past();
                Walk walk = past.at(past.lastIndex(), Progress.NONE)) {
            return walk.tree().find(path);
        }
    }

    private static String read(Tree tree) {
        byte[] bytes = tree.content(tree.find("a").inode()).toBytes();
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
