package org.jpmxcfs.transport.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.log.InMemoryJournal;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.transport.Durability;
import org.jpmxcfs.transport.StateMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocalSequencerTest {
    private static final Mutation CREATE = new Mutation.Create(Location.of("f"));

    private final InMemoryJournal journal = new InMemoryJournal();
    private final List<Long> applied = new ArrayList<>();

    @ParameterizedTest
    @EnumSource(Durability.class)
    void shouldTakeNoMoreOnceAnEntryIsInTheJournalThatCannotBeApplied(Durability durability) {
        // given
        LocalSequencer sequencer = sequencer(durability, this::applyAllButTheSecond);
        List<Boolean> quorums = new ArrayList<>();
        sequencer.onQuorumChange(() -> quorums.add(sequencer.isQuorate()));
        assertTrue(sequencer.submit(CREATE).isDone());

        // when
        Outcome second = sequencer.submit(CREATE);

        // then
        assertEquals(Refusal.IO_ERROR, second.refusal());
        assertEquals(Refusal.IO_ERROR, sequencer.submit(CREATE).refusal());
        assertEquals(2, journal.lastIndex());
        assertEquals(List.of(1L), applied);
        assertFalse(sequencer.isQuorate());
        assertEquals(List.of(false), quorums);
        String trouble = sequencer.trouble().orElseThrow();
        assertEquals("entry 2 is in the journal and cannot be applied: test: no", trouble);
    }

    @Test
    void shouldGoOnWhenTheRequestItselfCannotBeDecided() {
        // given
        LocalSequencer sequencer =
                new LocalSequencer(
                        journal,
                        this::apply,
                        Durability.BATCH,
                        () -> 0,
                        request -> {
                            if (request instanceof Mutation.Delete) {
                                throw new IllegalStateException("test: undecided");
                            }
                            return request;
                        });

        // when
        try {
            sequencer.submit(new Mutation.Delete(Location.of("f")));
        } catch (IllegalStateException expected) {
            assertEquals("test: undecided", expected.getMessage());
        }

        // then nothing is in the journal of it
        assertEquals(0, journal.lastIndex());
        assertTrue(sequencer.submit(CREATE).isDone());
        assertTrue(sequencer.trouble().isEmpty());
    }

    private LocalSequencer sequencer(Durability durability, StateMachine machine) {
        return new LocalSequencer(journal, machine, durability, () -> 0);
    }

    private Outcome applyAllButTheSecond(Entry entry) {
        if (entry.index() == 2) {
            throw new IllegalStateException("test: no");
        }
        return apply(entry);
    }

    private Outcome apply(Entry entry) {
        applied.add(entry.index());
        return Outcome.done();
    }
}
