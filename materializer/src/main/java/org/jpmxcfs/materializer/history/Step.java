package org.jpmxcfs.materializer.history;

import org.jpmxcfs.log.model.Entry;

/**
 * One change of the tree that happened: an entry of the journal that was not refused.
 *
 * @param index place of the entry in the journal
 * @param origin id of the node that asked for it, unsigned 32 bit
 * @param timeMillis that node's clock when it asked, milliseconds since 1970
 * @param kind what was done
 * @param path what it was done to, from the root, in the form of {@link
 *     org.jpmxcfs.log.model.Names}
 * @param target new path of a rename; null for all other kinds
 * @param replaces whether a rename took the place of something else
 * @param sizeBefore bytes before the change, of what was replaced where something was; {@link
 *     #ABSENT} when nothing was there
 * @param sizeAfter bytes after it; {@link #ABSENT} when nothing is there any more
 * @param takeover what a transfer of a whole state did; null for all other kinds
 */
public record Step(
        long index,
        int origin,
        long timeMillis,
        StepKind kind,
        String path,
        String target,
        boolean replaces,
        int sizeBefore,
        int sizeAfter,
        Takeover takeover) {
    /** Size of what is not there. */
    public static final int ABSENT = -1;

    /** A transfer, as a change of the root. */
    static Step of(Entry entry, Takeover takeover) {
        return new Step(
                entry.index(),
                entry.origin(),
                entry.timeMillis(),
                StepKind.TAKEOVER,
                "",
                null,
                false,
                ABSENT,
                ABSENT,
                takeover);
    }

    /** The same transfer, as a change of what is at this path. */
    Step at(String place) {
        Takeover.Sizes sizes =
                takeover.sizes().getOrDefault(place, new Takeover.Sizes(ABSENT, ABSENT));
        return new Step(
                index,
                origin,
                timeMillis,
                kind,
                place,
                null,
                false,
                sizes.before(),
                sizes.after(),
                takeover);
    }

    /** Whether it made what is at this path: nothing was there before. */
    boolean isBirthOf(String place) {
        boolean makes =
                switch (kind) {
                    case CREATE, MAKE_DIRECTORY -> true;
                    case TAKEOVER -> sizeBefore == ABSENT;
                    default -> false;
                };
        return makes && path.equals(place);
    }

    /** Whether it took something else's place or made it appear, at this path. */
    boolean movesTo(String place) {
        return kind == StepKind.RENAME && target.equals(place) && !path.equals(place);
    }

    /** Whether it moved what was at this path elsewhere. */
    boolean movesFrom(String place) {
        return kind == StepKind.RENAME && path.equals(place) && !target.equals(place);
    }

    /** Whether it has to do with this very path. */
    boolean touches(String place) {
        return path.equals(place) || place.equals(target);
    }
}
