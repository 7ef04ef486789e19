package org.jpmxcfs.materializer.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.junit.jupiter.api.Test;

/** A request that is sent again is applied once. DESIGN, rule 5. */
class RequestLedgerTest {
    private static final Mutation CREATE = new Mutation.Create(Location.of("f"));
    private static final Mutation APPEND =
            new Mutation.Write(Location.of("f"), 0, new byte[] {'x'});

    private final TreeDriver t = new TreeDriver();

    @Test
    void shouldGiveARetryTheFirstOutcomeAndChangeNothing() {
        // given
        Outcome created = t.apply(7, CREATE);
        Outcome written = t.apply(8, APPEND);
        t.delete("f");
        byte[] before = StateDigest.of(t.tree);

        // when
        Outcome createdAgain = t.apply(7, CREATE);
        Outcome writtenAgain = t.apply(8, APPEND);

        // then
        assertEquals(created, createdAgain);
        assertEquals(written, writtenAgain);
        assertEquals(1, writtenAgain.count());
        assertArrayEquals(before, StateDigest.of(t.tree));
    }

    @Test
    void shouldRememberRefusals() {
        // given
        Outcome refused = t.apply(9, APPEND);
        t.apply(CREATE);

        // when
        Outcome again = t.apply(9, APPEND);

        // then
        assertEquals(Outcome.refused(Refusal.NOT_FOUND), refused);
        assertEquals(refused, again);
    }

    @Test
    void shouldKeepNodesApart() {
        // given
        t.as(1).apply(7, CREATE);

        // when
        Outcome other = t.as(2).apply(7, CREATE);

        // then
        assertEquals(Refusal.EXISTS, other.refusal());
        assertEquals(Set.of(1, 2), t.tree.origins());
    }

    @Test
    void shouldNotRememberRequestsWithoutId() {
        // given
        t.apply(0, CREATE);

        // when
        Outcome second = t.apply(0, CREATE);

        // then
        assertEquals(Refusal.EXISTS, second.refusal());
        assertTrue(t.tree.drainChanges().ledger().isEmpty());
    }

    @Test
    void shouldRememberTheLast256RequestsAcrossARestart() {
        // given
        int kept = RequestLedger.REQUESTS_MAX;
        for (long id = 1; id <= kept + 1; id++) {
            t.apply(id, new Mutation.Create(Location.of("f" + id)));
        }
        t.apply(kept + 2, CREATE);
        t.apply(kept + 3, CREATE); // refused: EXISTS
        t.apply(kept + 4, APPEND);

        // when
        t.flush();
        Tree loaded = t.store.load(0);

        // then
        long index = loaded.appliedIndex();
        assertEquals(1, loaded.origins().size());
        assertEquals(t.tree.origins(), loaded.origins());
        assertEquals(Outcome.done(), loaded.apply(entry(++index, 5, "f5")));
        assertEquals(Outcome.done(), loaded.apply(entry(++index, kept + 2, "f")));
        assertEquals(Outcome.refused(Refusal.EXISTS), loaded.apply(entry(++index, kept + 3, "f")));
        assertEquals(Outcome.written(1), loaded.apply(entry(++index, kept + 4, "f")));
        assertEquals(Outcome.refused(Refusal.TIMED_OUT), loaded.apply(entry(++index, 4, "f4")));
    }

    @Test
    void shouldNotApplyARequestThatComesLate() {
        // given
        int kept = RequestLedger.REQUESTS_MAX;
        t.apply(1000 + kept, CREATE);

        // when
        Outcome late = t.apply(1000, new Mutation.Delete(Location.of("f")));
        Outcome inTime = t.apply(1001, APPEND);

        // then
        assertEquals(Outcome.refused(Refusal.TIMED_OUT), late);
        assertEquals(Outcome.written(1), inTime);
    }

    private static Entry entry(long index, long requestId, String path) {
        return new Entry(index, 0, 1, requestId, 0, new Mutation.Create(Location.of(path)));
    }

    @Test
    void shouldDrainOnlyTheNodesThatChanged() {
        // given
        t.as(1).apply(1, CREATE);
        t.as(2).apply(1, CREATE);
        List<LedgerRow> both = t.flush().ledger();

        // when
        t.as(2).apply(2, CREATE);
        List<LedgerRow> one = t.flush().ledger();

        // then
        assertEquals(2, both.size());
        assertEquals(1, one.size());
        assertEquals(2, one.get(0).origin());
    }

    @Test
    void shouldRefuseRowsOfAnotherForm() {
        // given
        RequestLedger ledger = new RequestLedger();

        // when, then
        for (byte[] replies :
                new byte[][] {
                    new byte[12], new byte[13 * 257], {0, 0, 0, 0, 0, 0, 0, 1, 99, 0, 0, 0, 0}
                }) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> ledger.restore(new LedgerRow(1, replies)));
        }
    }
}
