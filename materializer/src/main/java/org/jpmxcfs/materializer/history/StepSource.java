package org.jpmxcfs.materializer.history;

import java.io.IOException;
import java.util.List;

/** Where the changes of a name are looked up. */
interface StepSource {
    /** The newest change of a name before an entry; null when there is none. */
    Step before(String name, long index) throws IOException;

    /** The oldest change of a name after an entry; null when there is none. */
    Step after(String name, long index) throws IOException;

    /**
     * The newest of {@code steps}, which are in order, before an entry; null when there is none.
     */
    static Step newestBefore(List<Step> steps, long index) {
        int place = firstFrom(steps, index) - 1;
        return place < 0 ? null : steps.get(place);
    }

    /** The oldest of {@code steps}, which are in order, after an entry; null when there is none. */
    static Step oldestAfter(List<Step> steps, long index) {
        int place = index == Long.MAX_VALUE ? steps.size() : firstFrom(steps, index + 1);
        return place == steps.size() ? null : steps.get(place);
    }

    private static int firstFrom(List<Step> steps, long index) {
        int low = 0;
        int high = steps.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (steps.get(middle).index() < index) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
