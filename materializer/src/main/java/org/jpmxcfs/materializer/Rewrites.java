package org.jpmxcfs.materializer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Tells what is rewritten over and over, such as the status of a service, from what is changed now
 * and then: only the former may wait for its sync.
 *
 * <p>A change counts for the path that its file has when it is judged, so that a temporary file
 * renamed over its target counts as the target. It is a rewrite when that path was changed less
 * than a minute before, and a second or more before: what one copy of a large file takes is one
 * change. Pure; one thread at a time.
 */
final class Rewrites {
    private static final long RECENT_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long ONE_CHANGE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Paths that are remembered; those changed longest ago are forgotten first. */
    private static final int RECENT_MAX = 16_384;

    /** Changes that can wait to be judged; with more, none of them may wait for its sync. */
    private static final int UNJUDGED_MAX = 4096;

    /** A path with a change that was not judged yet, or null where it concerns no path. */
    private static final class Change {
        private long index;
        private String path;
        private final boolean creates;

        private Change(long index, String path, boolean creates) {
            this.index = index;
            this.path = path;
            this.creates = creates;
        }
    }

    /** When a path was changed, with no pause of a minute in between. */
    private static final class Activity {
        private final long sinceNanos;
        private long lastNanos;

        private Activity(long nanos) {
            sinceNanos = nanos;
            lastNanos = nanos;
        }
    }

    // The path that was changed longest ago comes first.
    private final Map<String, Activity> recent = new LinkedHashMap<>();
    private final List<Change> unjudged = new ArrayList<>();
    private long notedIndex;

    /** Entry {@code index} made what is at {@code path}. */
    void created(long index, String path) {
        note(index, path, true);
    }

    /** Entry {@code index} changed, or removed, what was at {@code path}. */
    void changed(long index, String path) {
        Change last = unjudged.isEmpty() ? null : unjudged.get(unjudged.size() - 1);
        if (last != null && path.equals(last.path)) {
            last.index = index;
            notedIndex = index;
        } else {
            note(index, path, false);
        }
    }

    /** Entry {@code index} gave what was at {@code from} the path {@code to}. */
    void renamed(long index, String from, String to) {
        boolean isNew = false;
        for (Change change : unjudged) {
            if (from.equals(change.path)) {
                isNew |= change.creates;
                change.path = to;
            }
        }
        if (!isNew) {
            note(index, from, false);
        }
        note(index, to, false);
    }

    /** Entry {@code index} changed something that may not wait. */
    void other(long index) {
        note(index, null, false);
    }

    /** Entry {@code index} changed nothing that could be lost. */
    void nothing(long index) {
        notedIndex = index;
    }

    /**
     * Whether all changes by entries after {@code syncedIndex} up to {@code lastIndex} may wait.
     */
    boolean mayWait(long syncedIndex, long lastIndex, long nowNanos) {
        forget(nowNanos);
        boolean all = notedIndex >= lastIndex;
        for (Change change : unjudged) {
            all &= isRewrite(change, nowNanos) || change.index <= syncedIndex;
        }
        for (Change change : unjudged) {
            remember(change.path, nowNanos);
        }
        unjudged.clear();
        return all;
    }

    private void note(long index, String path, boolean creates) {
        if (unjudged.size() == UNJUDGED_MAX) {
            unjudged.clear();
            unjudged.add(new Change(index, null, false));
        }
        unjudged.add(new Change(index, path, creates));
        notedIndex = index;
    }

    private boolean isRewrite(Change change, long nowNanos) {
        Activity activity = change.path == null ? null : recent.get(change.path);
        return activity != null && nowNanos - activity.sinceNanos >= ONE_CHANGE_NANOS;
    }

    private void remember(String path, long nowNanos) {
        if (path == null) {
            return;
        }
        Activity activity = recent.remove(path);
        if (activity == null) {
            activity = new Activity(nowNanos);
        }
        activity.lastNanos = nowNanos;
        recent.put(path, activity);
    }

    private boolean isForgotten(Activity activity, long nowNanos) {
        return nowNanos - activity.lastNanos >= RECENT_NANOS || recent.size() > RECENT_MAX;
    }

    private void forget(long nowNanos) {
        Iterator<Activity> oldestFirst = recent.values().iterator();
        while (oldestFirst.hasNext() && isForgotten(oldestFirst.next(), nowNanos)) {
            oldestFirst.remove();
        }
    }
}
