package org.jpmxcfs.materializer.tree;

import org.jpmxcfs.materializer.views.GuestPath;

/**
 * What the place of an entry in the tree means to the rules. It stays the same from the moment the
 * entry gets its name until it loses it, as a directory with entries is never renamed.
 *
 * @param watched number of the watched file at this path; -1 when it is none
 * @param guest the guest whose configuration belongs at this path; null when none does
 * @param isLock whether a directory here is a lock: {@code priv/lock/NAME}
 * @param isBelowLocks whether it lies anywhere below {@code priv/lock}
 */
record PathRole(int watched, GuestPath guest, boolean isLock, boolean isBelowLocks) {
    /** An ordinary place. */
    static final PathRole NONE = new PathRole(-1, null, false, false);

    private static final String LOCKS = "priv/lock/";
    private static final PathRole LOCK = new PathRole(-1, null, true, true);
    private static final PathRole BELOW_LOCK = new PathRole(-1, null, false, true);

    /** The role of a path from the root. */
    static PathRole of(String path) {
        if (path.startsWith(LOCKS)) {
            return path.indexOf('/', LOCKS.length()) < 0 ? LOCK : BELOW_LOCK;
        }
        GuestPath guest = GuestPath.parse(path);
        if (guest != null) {
            return new PathRole(-1, guest, false, false);
        }
        int watched = WatchedFiles.numberOf(path);
        return watched < 0 ? NONE : new PathRole(watched, null, false, false);
    }
}
