package org.jpmxcfs.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.junit.jupiter.api.Test;

class InMemoryJournalTest {
    private final InMemoryJournal journal = new InMemoryJournal();

    @Test
    void shouldLoseWhatNoSyncCoveredWhenPowerFails() {
        // given
        append(3);
        journal.sync(2);
        append(2);
        // when
        journal.losePower();
        // then
        assertEquals(3, journal.lastIndex());
        assertEquals(3, journal.syncedIndex());
    }

    @Test
    void shouldGoBackWithAReaderWhenEntriesAreTakenBack() throws Exception {
        // given
        append(5);
        JournalReader reader = journal.reader(4);
        reader.next();
        reader.next();
        assertNull(reader.next());
        // when
        journal.truncateFrom(3);
        append(1);
        // then
        assertEquals(3, reader.next().index());
        assertNull(reader.next());
    }

    @Test
    void shouldTellAReaderThatItsEntriesWereDropped() throws Exception {
        // given
        append(5);
        JournalReader reader = journal.reader(1);
        // when
        journal.dropBefore(4);
        // then
        assertEquals(4, journal.firstIndex());
        assertEquals(
                JournalException.Reason.DAMAGED,
                assertThrows(JournalException.class, reader::next).reason());
    }

    @Test
    void shouldKeepBallotAndMark() {
        // when
        journal.saveBallot(new Ballot(3, 1));
        journal.saveCommitted(2);
        // then
        assertEquals(new Ballot(3, 1), journal.ballot());
        assertEquals(2, journal.committedIndex());
    }

    @Test
    void shouldGoOnElsewhereWhenRestarted() throws Exception {
        // given
        append(5);
        JournalReader reader = journal.reader(1);
        // when
        journal.restartAt(50);
        append(1);
        // then
        assertEquals(50, journal.firstIndex());
        assertEquals(50, journal.reader(50).next().index());
        assertThrows(JournalException.class, reader::next);
    }

    @Test
    void shouldRefuseAnIndexThatDoesNotFollow() {
        // when, then
        assertThrows(IllegalArgumentException.class, () -> journal.append(entry(2)));
        assertThrows(IllegalArgumentException.class, () -> journal.reader(2));
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            journal.append(entry(journal.lastIndex() + 1));
        }
    }

    private static Entry entry(long index) {
        return new Entry(index, 0, 0, 0, 0, new Mutation.Create(Location.of("f" + index)));
    }
}
