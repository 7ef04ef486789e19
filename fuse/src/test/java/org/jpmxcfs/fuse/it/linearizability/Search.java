package org.jpmxcfs.fuse.it.linearizability;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for an order that explains some calls, as Wing and Gong 1993 do, and remembers where it has
 * been, as Lowe 2017 does.
 */
final class Search {
    private static final int CONFIGURATIONS_MAX = 3_000_000;
    private static final int SHOWN_CALLS = 12;

    private final List<Call> calls; // by begin
    private final int[] nodeNumbers; // of each call, counted from 0
    private final int nodeCount;
    private final BitSet answered = new BitSet(); // the calls that must get a place
    private final Set<Configuration> seen = new HashSet<>();
    private Configuration furthest = new Configuration(new BitSet(), Sizes.NONE);

    /** Searches among calls that are sorted by their begin. */
    Search(List<Call> calls) {
        this.calls = calls;
        List<Integer> nodes = calls.stream().map(Call::node).distinct().toList();
        nodeCount = nodes.size();
        nodeNumbers = calls.stream().mapToInt(call -> nodes.indexOf(call.node())).toArray();
        for (int i = 0; i < calls.size(); i++) {
            answered.set(i, calls.get(i).answer() != Answer.UNKNOWN);
        }
    }

    /**
     * Why no order explains the calls; empty where one does.
     *
     * @throws IllegalStateException when that cannot be said with bounded memory
     */
    Optional<String> contradiction() {
        Deque<Configuration> open = new ArrayDeque<>();
        open.push(furthest);
        while (!open.isEmpty()) {
            Configuration next = settleLocal(open.pop());
            if (isComplete(next)) {
                return Optional.empty();
            }
            if (!seen.add(next)) {
                continue;
            }
            if (seen.size() > CONFIGURATIONS_MAX) {
                throw new IllegalStateException("undecided: " + describe());
            }
            if (next.ordered().cardinality() > furthest.ordered().cardinality()) {
                furthest = next;
            }
            successors(next).forEach(open::push);
        }
        return Optional.of(describe());
    }

    private boolean isComplete(Configuration configuration) {
        BitSet missing = (BitSet) answered.clone();
        missing.andNot(configuration.ordered());
        return missing.isEmpty();
    }

    /**
     * Gives a place to every answer that fits the state as it is. None of them changes it, so
     * whatever order explains the rest also explains it with these answers as early as that.
     */
    private Configuration settleLocal(Configuration configuration) {
        BitSet ordered = (BitSet) configuration.ordered().clone();
        int before;
        do {
            before = ordered.cardinality();
            for (Candidate candidate : candidates(ordered)) {
                Call call = calls.get(candidate.number());
                if (call.isLocal() && fits(call, configuration.sizes())) {
                    ordered.set(candidate.number());
                }
            }
        } while (ordered.cardinality() > before);
        return new Configuration(ordered, configuration.sizes());
    }

    private static boolean fits(Call call, Sizes sizes) {
        boolean isPossible = call.action().after(sizes) != null;
        return isPossible == (call.answer() == Answer.DONE);
    }

    /** What may come next; the likely ones last, so that a stack gives them first. */
    private List<Configuration> successors(Configuration from) {
        List<Configuration> known = new ArrayList<>();
        List<Configuration> unlikely = new ArrayList<>();
        for (Candidate candidate : candidates(from.ordered())) {
            Call call = calls.get(candidate.number());
            if (call.isLocal()) {
                continue;
            }
            Sizes after = call.action().after(from.sizes());
            boolean isSure = call.answer() == Answer.DONE;
            if (after != null && candidate.isDue()) {
                (isSure ? known : unlikely).add(from.with(candidate.number(), after));
            } else if (after == null && call.answer() == Answer.EITHER) {
                known.add(from.with(candidate.number(), from.sizes()));
            }
        }
        known.addAll(unlikely);
        Collections.reverse(known);
        return known;
    }

    /**
     * A call that may get its place.
     *
     * @param isDue whether it may change something there, rather than only be answered
     */
    private record Candidate(int number, boolean isDue) {}

    /**
     * The calls without a place that need not wait for another one. A change waits for all that was
     * answered before it was asked for, an answer of a node only for what that node answered.
     */
    private List<Candidate> candidates(BitSet ordered) {
        List<Candidate> found = new ArrayList<>();
        long[] firstEnds = new long[nodeCount]; // of each node
        Arrays.fill(firstEnds, Long.MAX_VALUE);
        long firstEnd = Long.MAX_VALUE;
        for (int i = ordered.nextClearBit(0); i < calls.size(); i = ordered.nextClearBit(i + 1)) {
            Call call = calls.get(i);
            boolean isDue = call.beginNanos() <= firstEnd;
            boolean mayBeLocal = call.isLocal() || call.answer() == Answer.EITHER;
            int node = nodeNumbers[i];
            if (isDue || (mayBeLocal && call.beginNanos() <= firstEnds[node])) {
                found.add(new Candidate(i, isDue));
            } else if (call.beginNanos() > Arrays.stream(firstEnds).max().orElseThrow()) {
                break;
            }
            firstEnds[node] = Math.min(firstEnds[node], call.endNanos());
            firstEnd = Math.min(firstEnd, call.endNanos());
        }
        return found;
    }

    private String describe() {
        StringBuilder text = new StringBuilder();
        text.append(furthest.ordered().cardinality())
                .append(" of ")
                .append(calls.size())
                .append(" calls explained, giving ")
                .append(furthest.sizes().byPath())
                .append("; none of these can come next:");
        candidates(furthest.ordered()).stream()
                .limit(SHOWN_CALLS)
                .forEach(next -> text.append("\n  ").append(calls.get(next.number())));
        return text.toString();
    }
}
