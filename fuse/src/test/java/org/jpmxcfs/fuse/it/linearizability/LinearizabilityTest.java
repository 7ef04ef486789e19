package org.jpmxcfs.fuse.it.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.fuse.it.linearizability.Action.Create;
import org.jpmxcfs.fuse.it.linearizability.Action.Look;
import org.jpmxcfs.fuse.it.linearizability.Action.Remove;
import org.jpmxcfs.fuse.it.linearizability.Action.Rename;
import org.jpmxcfs.fuse.it.linearizability.Action.Resize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The checker on histories whose answer is known; A and B are nodes. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LinearizabilityTest {
    private static final int A = 1;
    private static final int B = 2;
    private static final int LARGE = 5_000;
    private static final double LOST_SHARE = 0.005;

    private final List<Call> history = new ArrayList<>();

    @Test
    void shouldAcceptCallsThatFollowEachOther() {
        // given
        done(A, new Create("f"), 1, 2);
        refused(B, new Create("f"), 3, 4);
        done(B, new Resize("f", 7), 5, 6);
        done(A, new Rename("f", "g"), 7, 8);
        done(A, new Look("g", 7), 9, 10);
        done(B, new Remove("g"), 11, 12);
        refused(B, new Remove("g"), 13, 14);

        // then
        requireExplained();
    }

    @Test
    void shouldAcceptCallsAtTheSameTimeInWhateverOrderExplainsThem() {
        // given
        done(A, new Create("f"), 1, 10);
        done(B, new Remove("f"), 2, 9);
        done(A, new Create("f"), 3, 8);
        done(B, new Look("f", 0), 11, 12);

        // then
        requireExplained();
    }

    @Test
    void shouldAcceptACallWithoutAnswerThatWasDoneLater() {
        // given
        unanswered(A, new Create("f"), 1);
        done(B, new Look("f", Sizes.ABSENT), 2, 3);
        done(B, new Look("f", 0), 4, 5);

        // then
        requireExplained();
    }

    @Test
    void shouldAcceptACallWithoutAnswerThatWasNeverDone() {
        // given
        unanswered(A, new Create("f"), 1);
        done(B, new Create("f"), 2, 3);
        done(B, new Remove("f"), 4, 5);
        done(B, new Create("f"), 6, 7);

        // then
        requireExplained();
    }

    @Test
    void shouldAcceptThatAnotherNodeLagsBehind() {
        // given
        done(A, new Create("f"), 1, 2);
        done(A, new Resize("f", 5), 3, 4);
        done(B, new Look("f", Sizes.ABSENT), 5, 6);
        done(B, new Look("f", 0), 7, 8);
        done(B, new Look("f", 5), 9, 10);

        // then
        requireExplained();
    }

    @Test
    void shouldRefuseACreateThatWasLost() {
        // given
        done(A, new Create("f"), 1, 2);
        done(A, new Look("f", Sizes.ABSENT), 3, 4);

        // then
        requireContradiction();
    }

    @Test
    void shouldRefuseTwoNodesThatHoldOneLock() {
        // given
        done(A, new Create("lock"), 1, 5);
        done(B, new Create("lock"), 2, 6);

        // then
        requireContradiction();
    }

    @Test
    void shouldRefuseARemovalThatWasDoneTwice() {
        // given: the second create is gone, though only one removal was asked for
        done(A, new Create("f"), 1, 2);
        done(A, new Remove("f"), 3, 4);
        done(B, new Create("f"), 5, 6);
        done(B, new Look("f", Sizes.ABSENT), 7, 8);

        // then
        requireContradiction();
    }

    @Test
    void shouldRefuseACallWithoutAnswerThatWasDoneTwice() {
        // given
        done(A, new Create("f"), 1, 2);
        unanswered(B, new Remove("f"), 3);
        done(A, new Create("f"), 4, 5);
        done(A, new Create("f"), 6, 7);

        // then
        requireContradiction();
    }

    @Test
    void shouldRefuseThatANodeDoesNotSeeWhatItHasAnswered() {
        // given
        done(A, new Create("f"), 1, 2);
        done(B, new Resize("f", 5), 3, 4);
        done(B, new Look("f", 0), 5, 6);

        // then
        requireContradiction();
    }

    @Test
    void shouldRefuseALookThatGoesBack() {
        // given
        done(A, new Create("f"), 1, 2);
        done(A, new Resize("f", 5), 3, 4);
        done(B, new Look("f", 5), 5, 6);
        done(B, new Look("f", 0), 7, 8);

        // then
        requireContradiction();
    }

    @Test
    void shouldRefuseALookAtWhatWasNotYetAskedFor() {
        // given
        done(B, new Look("f", 0), 1, 2);
        done(A, new Create("f"), 3, 4);

        // then
        requireContradiction();
    }

    @Test
    void shouldRefuseARenameOfWhatWasRenamedBefore() {
        // given
        done(A, new Create("f"), 1, 2);
        done(A, new Rename("f", "g"), 3, 7);
        done(B, new Rename("f", "h"), 4, 8);

        // then
        requireContradiction();
    }

    @Test
    void shouldTakeAnAnswerThatTellsNothingForEither() {
        // given: refused by a node that lags behind, or done
        done(A, new Create("f"), 1, 2);
        history.add(new Call(B, new Remove("f"), Answer.EITHER, 3, 4));
        done(B, new Look("f", Sizes.ABSENT), 5, 6);
        requireExplained();

        // when, then
        done(B, new Look("f", 0), 7, 8);
        requireExplained();

        // when, then
        refused(B, new Remove("f"), 9, 10);
        requireContradiction();
    }

    @Test
    void shouldAcceptLargeHistoriesOfAClusterThatKeepsItsPromise() {
        long seed = seed();
        // given
        List<Call> calls = new SimulatedHistory(new Random(seed), LOST_SHARE).calls(LARGE);

        // when
        Optional<String> found = Linearizability.contradiction(calls);

        // then
        assertEquals(Optional.empty(), found, "seed " + seed);
    }

    @Test
    void shouldFindOneWrongAnswerInALargeHistory() {
        long seed = seed();
        // given
        Random random = new Random(seed);
        List<Call> calls = new SimulatedHistory(random, LOST_SHARE).calls(LARGE);
        int wrong = firstLook(calls, LARGE / 2 + random.nextInt(LARGE / 4));
        Call right = calls.get(wrong);
        Look look = new Look(right.action().paths().get(0), Long.MAX_VALUE);
        calls.set(
                wrong,
                new Call(right.node(), look, right.answer(), right.beginNanos(), right.endNanos()));

        // when
        Optional<String> found = Linearizability.contradiction(calls);

        // then
        assertTrue(found.isPresent(), "seed " + seed);
        assertTrue(found.get().contains("" + Long.MAX_VALUE), found::get);
    }

    @Test
    void shouldFindALockThatWasLostInALargeHistory() {
        long seed = seed();
        // given
        SimulatedHistory simulated = new SimulatedHistory(new Random(seed), 0);
        List<Call> calls = simulated.calls(LARGE / 2);
        while (!simulated.loseLock()) {
            calls.addAll(simulated.calls(1));
        }
        calls.addAll(simulated.calls(LARGE / 2));

        // when
        Optional<String> found = Linearizability.contradiction(calls);

        // then
        assertTrue(found.isPresent(), "seed " + seed);
    }

    /** A fresh one, which is printed; {@code -Dlinearizability.seed=S} chooses another. */
    private static long seed() {
        long seed = Long.getLong("linearizability.seed", System.nanoTime());
        System.out.println("linearizability, seed " + seed);
        return seed;
    }

    private static int firstLook(List<Call> calls, int from) {
        int at = from;
        while (!(calls.get(at).action() instanceof Look)) {
            at++;
        }
        return at;
    }

    private void done(int node, Action action, long begin, long end) {
        history.add(new Call(node, action, Answer.DONE, begin, end));
    }

    private void refused(int node, Action action, long begin, long end) {
        history.add(new Call(node, action, Answer.REFUSED, begin, end));
    }

    private void unanswered(int node, Action action, long begin) {
        history.add(new Call(node, action, Answer.UNKNOWN, begin, Call.NEVER));
    }

    private void requireExplained() {
        assertEquals(Optional.empty(), Linearizability.contradiction(history));
    }

    private void requireContradiction() {
        assertTrue(Linearizability.contradiction(history).isPresent());
    }
}
