package org.jpmxcfs.transport.raft.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jpmxcfs.log.Ballot;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.log.model.Mutation;
import org.junit.jupiter.api.Test;

class LogTest {
    private static final int TAIL_BYTES = 1 << 20;
    private static final int ALL = Integer.MAX_VALUE;

    private final List<Entry> onDisk = new ArrayList<>();

    private final Source disk =
            new Source() {
                @Override
                public List<Entry> entries(long fromIndex, int bytesMax, int countMax) {
                    int from = (int) fromIndex - 1;
                    int to = (int) Math.min(onDisk.size(), (long) from + countMax);
                    return onDisk.subList(from, to);
                }

                @Override
                public byte[] snapshotBytes(Mark mark, long offset, int count) {
                    throw new AssertionError("no snapshot here");
                }
            };

    @Test
    void shouldNotReadBackEntriesThatAreBeingReplaced() {
        // given five entries of term 1 on disk, none in memory
        Log log = logWithEntriesOfTerm(1, 5);

        // when the last two are replaced, but the effects are not carried out yet
        Turn turn = new Turn(0);
        log.truncateFrom(4, turn);
        log.append(entry(4, 2), turn);

        // then what is read from disk ends before them
        assertEquals(List.of(1L, 1L, 1L), terms(log.entries(1, ALL, ALL)));
        assertEquals(List.of(2L), terms(log.entries(4, ALL, ALL)));
        assertEquals(2, log.termAt(4));
        assertEquals(Log.UNKNOWN, log.termAt(5));
    }

    @Test
    void shouldNotTakeOldSyncForEntriesThatReplacedThoseSynced() {
        // given an entry that is being synced when it is replaced
        Log log = logWithEntriesOfTerm(1, 5);
        Turn turn = new Turn(0);
        log.append(entry(6, 1), turn);
        long oldTicket = turn.effects().ticket();
        log.truncateFrom(6, turn);
        log.append(entry(6, 2), turn);

        // when that sync ends
        log.durability().persisted(oldTicket);

        // then the new one is not taken for durable before its own has
        assertEquals(5, log.durability().index());
        log.durability().persisted(turn.effects().ticket());
        assertEquals(6, log.durability().index());
    }

    @Test
    void shouldFindTermsAndHintsAsPlainSearchDoes() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 500; round++) {
            List<Long> terms = new ArrayList<>();
            TermRuns runs = new TermRuns();
            long term = 1;
            for (int i = 0; i < 60; i++) {
                term += random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0;
                runs.append(i, term);
                terms.add(term);
            }
            for (int i = 0; i < 60; i++) {
                assertEquals(terms.get(i), runs.termAt(i));
                long most = random.nextLong(term + 1);
                int expected = i;
                while (expected >= 0 && terms.get(expected) > most) {
                    expected--;
                }
                assertEquals(expected, runs.newestWithTermUpTo(most, i));
            }
        }
    }

    private Log logWithEntriesOfTerm(long term, int count) {
        Recovery recovery = new Recovery(Ballot.NONE, new Mark(0, 0, List.of()), 0, 0, false);
        for (int i = 1; i <= count; i++) {
            onDisk.add(entry(i, term));
            recovery.accept(entry(i, term));
        }
        return new Log(recovery, disk, TAIL_BYTES);
    }

    private static Entry entry(long index, long term) {
        return new Entry(index, term, 1, 0, 0, new Mutation.TermOpened());
    }

    private static List<Long> terms(List<Entry> entries) {
        return entries.stream().map(Entry::term).toList();
    }
}
