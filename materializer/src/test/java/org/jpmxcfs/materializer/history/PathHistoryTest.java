package org.jpmxcfs.materializer.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.junit.jupiter.api.Test;

class PathHistoryTest {
    private static final String ON_A = "nodes/a/qemu-server/100.conf";
    private static final String ON_B = "nodes/b/qemu-server/100.conf";

    private final Story story = new Story();

    private Story withGuestDirectories() {
        return story.directories(
                "nodes", "nodes/a", "nodes/a/qemu-server", "nodes/b", "nodes/b/qemu-server");
    }

    @Test
    void shouldTellTheWholeLifeOfAGuestThatMovedAndWasDeleted() throws Exception {
        // given
        withGuestDirectories()
                .create(ON_A, "one")
                .write(ON_A, "three")
                .rename(ON_A, ON_B)
                .delete(ON_B);
        List<String> whole =
                List.of(
                        "6 create " + ON_A + " -1->0",
                        "7 write " + ON_A + " 0->3",
                        "8 write " + ON_A + " 3->5",
                        "9 rename " + ON_A + "->" + ON_B + " 5->5",
                        "10 delete " + ON_B + " 5->-1");

        // when
        List<String> byOldPath = story.history(ON_A);
        List<String> byNewPath = story.history(ON_B);

        // then
        assertEquals(whole, byOldPath);
        assertEquals(whole, byNewPath);
    }

    @Test
    void shouldFollowAGuestThatCameBack() throws Exception {
        // given
        withGuestDirectories().create(ON_A, "one").rename(ON_A, ON_B).rename(ON_B, ON_A);

        // when
        List<String> history = story.history(ON_A);

        // then
        assertEquals(4, history.size(), history::toString);
        assertEquals("9 rename " + ON_B + "->" + ON_A + " 3->3", history.get(3));
    }

    @Test
    void shouldTellSizesOfAFileThatIsReplacedByRenamesOverIt() throws Exception {
        // given
        story.replace("storage.cfg", "one").replace("storage.cfg", "three");

        // when
        List<String> history = story.history("storage.cfg");

        // then: the first one appeared by its rename, the second one took its place
        assertEquals(
                List.of(
                        "1 create storage.cfg.tmp.7 -1->0",
                        "2 write storage.cfg.tmp.7 0->3",
                        "3 rename storage.cfg.tmp.7->storage.cfg 3->3",
                        "6 rename storage.cfg.tmp.7->storage.cfg 3->5"),
                history);
    }

    @Test
    void shouldGoBackBeyondADeletionToWhatHadTheNameBefore() throws Exception {
        // given
        story.create("f", "one").delete("f").create("g", "two").rename("g", "f");

        // when
        List<String> history = story.history("f");

        // then
        assertEquals(
                List.of(
                        "1 create f -1->0",
                        "2 write f 0->3",
                        "3 delete f 3->-1",
                        "4 create g -1->0",
                        "5 write g 0->3",
                        "6 rename g->f 3->3"),
                history);
    }

    @Test
    void shouldFollowAFileThatReplacedAnotherWhenAskedForItsOldName() throws Exception {
        // given
        story.create("old", "one").create("new", "two").rename("old", "new").write("new", "four");

        // when
        List<String> history = story.history("old");

        // then
        assertEquals(
                List.of(
                        "1 create old -1->0",
                        "2 write old 0->3",
                        "5 rename old->new 3->3",
                        "6 write new 3->4"),
                history);
    }

    @Test
    void shouldLeaveOutWhatWasRefused() throws Exception {
        // given
        story.create("f", "one");
        story.add(new Mutation.Create(Location.of("f")));
        story.add(new Mutation.Write(Location.of("f"), 1 << 20, new byte[1]));
        story.add(new Mutation.LogMessage(6, 1, "a", "root", "t", "f"));
        story.add(new Mutation.SetMtime(Location.of(2), 7));

        // when
        List<String> history = story.history("f");

        // then
        assertEquals(List.of("1 create f -1->0", "2 write f 0->3", "6 mtime f 3->3"), history);
    }

    @Test
    void shouldTellWhatHappenedBelowADirectory() throws Exception {
        // given
        story.directories("ha", "hat").create("ha/x", "one").create("hat/y", "two");
        story.rename("hat/y", "ha/y");

        // when
        List<String> history = story.history("ha");

        // then
        assertEquals(
                List.of(
                        "1 mkdir ha -1->0",
                        "3 create ha/x -1->0",
                        "4 write ha/x 0->3",
                        "7 rename hat/y->ha/y 3->3"),
                history);
    }

    @Test
    void shouldBeEmptyForWhatNeverWas() throws Exception {
        // given
        story.create("f", "one");

        // when
        List<String> history = story.history("g");

        // then
        assertEquals(List.of(), history);
    }
}
