package org.jpmxcfs.transport.raft.core;

import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.log.model.Invariants;

/**
 * Terms of all entries of a journal, as runs of entries with the same term: terms only grow with
 * the index, so a long journal has few.
 */
final class TermRuns {
    private record Run(long firstIndex, long term) {}

    private final List<Run> runs = new ArrayList<>(); // both components grow

    /** Notes the term of the entry after the last one noted. */
    void append(long index, long term) {
        if (runs.isEmpty() || last().term() < term) {
            runs.add(new Run(index, term));
        }
        Invariants.check(last().term() == term, "term %d follows term %d", term, last().term());
    }

    /** Term of an entry that was noted. */
    long termAt(long index) {
        return runs.get(runOf(index)).term();
    }

    /** Index of the newest noted entry up to {@code index} whose term is at most {@code term}. */
    long newestWithTermUpTo(long term, long index) {
        int run = runOf(index);
        long newest = index;
        while (run >= 0 && runs.get(run).term() > term) {
            newest = runs.get(run).firstIndex() - 1;
            run--;
        }
        return newest;
    }

    void truncateFrom(long index) {
        while (!runs.isEmpty() && last().firstIndex() >= index) {
            runs.remove(runs.size() - 1);
        }
    }

    /** Forgets entries before {@code index}. */
    void dropBefore(long index) {
        while (runs.size() > 1 && runs.get(1).firstIndex() <= index) {
            runs.remove(0);
        }
    }

    private int runOf(long index) {
        int low = 0;
        int high = runs.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (runs.get(middle).firstIndex() <= index) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private Run last() {
        return runs.get(runs.size() - 1);
    }
}
