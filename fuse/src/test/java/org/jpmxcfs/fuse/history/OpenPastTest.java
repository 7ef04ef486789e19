package org.jpmxcfs.fuse.history;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jpmxcfs.fuse.history.RestorationPlan.Kind;
import org.jpmxcfs.fuse.store.StoredNode;
import org.jpmxcfs.materializer.history.HistoryException;
import org.jpmxcfs.materializer.history.Progress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The history as a part of the daemon asks for it, while the node goes on. */
class OpenPastTest {
    private static final String GUEST = "nodes/a/qemu-server/100.conf";

    @TempDir Path dataDir;
    private StoredNode node;
    private long then;

    @BeforeEach
    void makeHistory() throws IOException {
        node = StoredNode.open(dataDir);
        for (String path : List.of("nodes", "nodes/a", "nodes/b", "firewall")) {
            node.makeDirectory(path);
        }
        node.makeDirectory("nodes/a/qemu-server");
        node.makeDirectory("nodes/b/qemu-server");
        node.write(GUEST, "cores: 1");
        node.write("firewall/cluster.fw", "old");
        node.write("firewall/same.fw", "same");
        then = node.lastIndex();
    }

    @AfterEach
    void close() throws IOException {
        node.close();
    }

    @Test
    void shouldBringADirectoryBackByAPlanThatIsShownFirst() throws IOException {
        // given
        node.write("firewall/cluster.fw", "newer");
        node.delete("firewall/same.fw");
        node.write("firewall/later.fw", "later");
        RestorationPlan plan = plan("firewall");
        long planned = node.lastIndex();

        // when
        List<RestorationPlan.Action> actions = plan.actions();

        // then nothing is done yet
        assertEquals(planned, node.lastIndex());
        assertEquals(
                List.of("REPLACE firewall/cluster.fw 5", "CREATE firewall/same.fw 0"),
                actions.stream().map(a -> a.kind() + " " + a.path() + " " + a.sizeNow()).toList());
        assertEquals(Set.of("firewall/later.fw"), plan.kept());

        // and when it is carried out
        actions.forEach(action -> assertEquals(Optional.empty(), plan.carryOut(action)));
        assertEquals("old", text("firewall/cluster.fw"));
        assertEquals("same", text("firewall/same.fw"));
        assertEquals(List.of(), plan("firewall").actions());
    }

    @Test
    void shouldMakeTheDirectoriesThatAreMissing() throws IOException {
        // given
        node.delete(GUEST);
        node.delete("nodes/a/qemu-server");
        RestorationPlan plan = plan(GUEST);

        // when
        plan.actions().forEach(action -> assertEquals(Optional.empty(), plan.carryOut(action)));

        // then
        assertEquals(Kind.MAKE_DIRECTORY, plan.actions().get(0).kind());
        assertEquals("cores: 1", text(GUEST));
    }

    @Test
    void shouldSayWhyAGuestThatIsElsewhereIsNotBroughtBackAndLeaveNothing() throws IOException {
        // given
        node.delete(GUEST);
        node.write("nodes/b/qemu-server/100.conf", "cores: 2");
        RestorationPlan plan = plan(GUEST);

        // when
        Optional<String> trouble = plan.carryOut(plan.actions().get(0));

        // then
        assertTrue(trouble.orElseThrow().startsWith("this guest is configured elsewhere"));
        assertEquals(List.of(), node.files().list("nodes/a/qemu-server"));
    }

    @Test
    void shouldRefuseToReplaceADirectoryByAFile() {
        // given
        node.delete("firewall/cluster.fw");
        node.makeDirectory("firewall/cluster.fw");

        // when, then
        String message = assertThrows(HistoryException.class, () -> plan("firewall")).getMessage();
        assertEquals(
                "firewall/cluster.fw is a directory now and was a file then; move it away first",
                message);
    }

    @Test
    void shouldCompareWhatTheNewestChangesDidAndBetweenMoments() throws IOException {
        // given
        node.write("firewall/cluster.fw", "newer");
        try (OpenPast past = OpenPast.of(node.data())) {
            // when
            List<FileDifference> between =
                    past.compare(
                            "firewall",
                            Optional.of(Moment.after(then)),
                            Optional.empty(),
                            Progress.NONE);

            // then
            assertEquals(1, between.size());
            assertEquals("firewall/cluster.fw", between.get(0).pathAfter());
            assertArrayEquals("old".getBytes(), between.get(0).before());
            assertArrayEquals("newer".getBytes(), between.get(0).after());
            Moment now = Moment.parse("now", InstantSource.system(), ZoneOffset.UTC);
            assertEquals(
                    List.of(),
                    past.compare(
                            "firewall",
                            Optional.of(Moment.after(past.past().lastIndex())),
                            Optional.of(now),
                            Progress.NONE));
        }
    }

    @Test
    void shouldListAndShowWhatIsDeletedNow() throws IOException {
        // given
        node.delete(GUEST);

        // when
        try (OpenPast past = OpenPast.of(node.data());
                PastState state = past.at(Moment.after(then), Progress.NONE)) {
            // then
            assertEquals(then, state.index());
            assertEquals(GUEST, state.nameOf(GUEST));
            assertEquals("cores: 1", new String(state.content(GUEST).orElseThrow()));
            assertEquals(2, state.list("firewall").size());
            assertEquals(Optional.empty(), state.content("firewall"));
            assertThrows(HistoryException.class, () -> state.nameOf("never"));
            assertTrue(past.changesOf(GUEST, Progress.NONE).steps().size() >= 3);
        }
    }

    private RestorationPlan plan(String path) throws IOException {
        try (OpenPast past = OpenPast.of(node.data())) {
            return past.planRestoration(path, Moment.after(then), node.files(), Progress.NONE);
        }
    }

    private String text(String path) throws IOException {
        return new String(node.files().read(path).orElseThrow(), StandardCharsets.US_ASCII);
    }
}
