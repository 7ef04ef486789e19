package org.jpmxcfs.transport.raft.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jpmxcfs.log.InMemoryJournal;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.log.model.Member;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member that starts after a crash at each point of an installation. */
class StartTest {
    private static final List<Member> MEMBERS =
            List.of(TestCluster.member(1, true), TestCluster.member(2, true));
    private static final Mark BEGINNING = new Mark(0, 0, MEMBERS);
    private static final Mark SNAPSHOT = new Mark(50, 3, MEMBERS);

    @TempDir private Path directory;
    private Path file;
    private final InMemoryJournal journal = new InMemoryJournal();

    @BeforeEach
    void makeAMemberWithTenEntries() throws IOException {
        file = directory.resolve("mark.json");
        MarkFile.found(file, BEGINNING);
        for (int i = 1; i <= 10; i++) {
            journal.append(new Entry(i, 1, 1, i, 0, TestCluster.create("a" + i)));
        }
        journal.saveCommitted(8);
    }

    @Test
    void shouldApplyWhatIsKnownToBeCommitted() throws IOException {
        long replayTo = Start.settle(journal, MarkFile.open(file), 5);

        assertEquals(8, replayTo);
        assertEquals(10, journal.lastIndex());
    }

    @Test
    void shouldUndoWhenTheStateIsTheOldOne() throws IOException {
        MarkFile.open(file).beginInstall(SNAPSHOT);

        MarkFile marks = MarkFile.open(file);
        assertEquals(Optional.of(SNAPSHOT), marks.installing());
        long replayTo = Start.settle(journal, marks, 5);

        assertEquals(8, replayTo);
        assertEquals(10, journal.lastIndex());
        assertEquals(BEGINNING, marks.mark());
        assertEquals(Optional.empty(), MarkFile.open(file).installing());
    }

    @Test
    void shouldCompleteWhenTheStateIsTheNewOne() throws IOException {
        MarkFile.open(file).beginInstall(SNAPSHOT);

        MarkFile marks = MarkFile.open(file);
        long replayTo = Start.settle(journal, marks, SNAPSHOT.index());

        assertInstalled(marks, replayTo);
    }

    @Test
    void shouldCompleteWhenTheJournalHasBegunAnew() throws IOException {
        MarkFile.open(file).beginInstall(SNAPSHOT);
        journal.restartAt(SNAPSHOT.index() + 1);

        MarkFile marks = MarkFile.open(file);
        long replayTo = Start.settle(journal, marks, SNAPSHOT.index());

        assertInstalled(marks, replayTo);
    }

    @Test
    void shouldGoOnWhenAllWasDone() throws IOException {
        MarkFile.open(file).beginInstall(SNAPSHOT);
        journal.restartAt(SNAPSHOT.index() + 1);
        MarkFile.open(file).restartAt(SNAPSHOT);
        journal.append(new Entry(51, 3, 1, 51, 0, TestCluster.create("b")));

        MarkFile marks = MarkFile.open(file);
        long replayTo = Start.settle(journal, marks, SNAPSHOT.index());

        assertEquals(50, replayTo);
        assertEquals(51, journal.lastIndex());
        Start.recovery(journal, marks, replayTo);
    }

    private void assertInstalled(MarkFile marks, long replayTo) throws IOException {
        assertEquals(50, replayTo);
        assertEquals(51, journal.firstIndex());
        assertEquals(50, journal.lastIndex());
        assertEquals(SNAPSHOT, MarkFile.open(file).mark());
        assertEquals(Optional.empty(), MarkFile.open(file).installing());
        Start.recovery(journal, marks, replayTo);
    }

    @Test
    void shouldRefuseAJournalThatDoesNotReachTheMark() throws IOException {
        MarkFile.open(file).restartAt(SNAPSHOT);
        MarkFile marks = MarkFile.open(file);

        JournalException refused =
                assertThrows(JournalException.class, () -> Start.settle(journal, marks, 50));

        assertTrue(refused.getMessage().contains("join again"), refused.getMessage());
    }

    @Test
    void shouldKnowAStateThatWasGivenUpUntilASnapshotTakesItsPlace() throws IOException {
        assertFalse(Start.isGivenUp(MarkFile.open(file), 5));

        Start.giveUp(journal, MarkFile.open(file));

        MarkFile marks = MarkFile.open(file);
        assertTrue(marks.isNewcomer());
        assertTrue(Start.isGivenUp(marks, 5));
        assertFalse(Start.isGivenUp(marks, 0), "a node that has just joined has nothing to give");
        assertEquals(0, journal.lastIndex());
        assertEquals(0, Start.settle(journal, marks, 0));

        marks.restartAt(SNAPSHOT);
        assertFalse(Start.isGivenUp(MarkFile.open(file), SNAPSHOT.index()));
    }

    @Test
    void shouldNeverGiveARequestNumberTwiceEvenWhenTheClockGoesBack() throws IOException {
        long first = MarkFile.open(file).reserveRequestIds(1_000_000);
        long second = MarkFile.open(file).reserveRequestIds(5);
        long third = MarkFile.open(file).reserveRequestIds(second + (1L << 40));

        assertEquals(1_000_000, first);
        assertTrue(second > first + 1_000_000_000, "first " + first + ", second " + second);
        assertEquals(second + (1L << 40), third);
    }

    @Test
    void shouldRememberWhoHasJustJoined() throws IOException {
        Path joined = directory.resolve("joined.json");
        MarkFile.join(joined);
        assertTrue(MarkFile.open(joined).isNewcomer());

        MarkFile.open(joined).recordTrust();

        assertFalse(MarkFile.open(joined).isNewcomer());
    }

    @Test
    void shouldKeepTheMarkWhenAnOlderDropComesLate() throws IOException {
        MarkFile marks = MarkFile.open(file);
        marks.restartAt(SNAPSHOT);

        marks.moveTo(new Mark(7, 1, MEMBERS));

        assertEquals(SNAPSHOT, MarkFile.open(file).mark());
    }

    @Test
    void shouldSayWhatToDoWhenTheFileIsNotReadable() throws IOException {
        for (String text : List.of("", "{", "[]", "{\"version\":1}", "{\"version\":9}")) {
            Files.writeString(file, text);

            IOException refused = assertThrows(IOException.class, () -> MarkFile.open(file));

            assertTrue(refused.getMessage().contains("join again"), refused.getMessage());
            assertEquals(1, refused.getMessage().lines().count(), refused.getMessage());
        }
    }
}
