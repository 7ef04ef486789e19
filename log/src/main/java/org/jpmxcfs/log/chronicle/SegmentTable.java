package org.jpmxcfs.log.chronicle;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalException.Reason;

/**
 * Which segment holds which entries. A value: a change gives a new table, so that readers keep
 * theirs.
 */
final class SegmentTable {
    /** No segments at all. */
    static final SegmentTable EMPTY = new SegmentTable(List.of());

    // Ordered by number, without gaps.
    private final List<Segment> all;
    // Those whose entries still count: firstIndex rises, and each ends where the next begins.
    private final List<Segment> live;

    private SegmentTable(List<Segment> all) {
        this.all = List.copyOf(all);
        List<Segment> live = new ArrayList<>();
        for (Segment segment : all) {
            if (segment.start().restart()) {
                live.clear();
            }
            while (!live.isEmpty()
                    && live.get(live.size() - 1).firstIndex() >= segment.firstIndex()) {
                live.remove(live.size() - 1);
            }
            live.add(segment);
        }
        this.live = List.copyOf(live);
    }

    static SegmentTable of(List<Segment> segments) {
        return new SegmentTable(segments);
    }

    /**
     * The segments in a directory, as their first records tell. A newest file that has none yet is
     * left out. Files that {@code known} has are not read again.
     */
    static SegmentTable read(Path directory, SegmentTable known) throws JournalException {
        Map<Path, Segment> old =
                known.all.stream().collect(Collectors.toMap(Segment::file, s -> s));
        List<Segment> segments = new ArrayList<>();
        for (Path file : SegmentFiles.list(directory)) {
            if (old.containsKey(file)) {
                segments.add(old.get(file));
                continue;
            }
            try {
                FirstRecord first = FirstRecord.of(file);
                if (first.isNewer()) {
                    throw new JournalException(
                            Reason.FOREIGN,
                            file + " was written by a newer version; use that version");
                }
                if (first.start() != null) {
                    segments.add(new Segment(file, SegmentFiles.cycleOf(file), first.start()));
                }
            } catch (NoSuchFileException droppedMeanwhile) {
                continue;
            } catch (JournalException e) {
                throw e;
            } catch (IOException e) {
                throw SegmentFiles.failed("cannot read " + file, e);
            }
        }
        return new SegmentTable(segments);
    }

    SegmentTable with(Segment next) {
        List<Segment> more = new ArrayList<>(all);
        more.add(next);
        return new SegmentTable(more);
    }

    /** Every segment that has a file, oldest first. */
    List<Segment> all() {
        return all;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    Segment newest() {
        return all.get(all.size() - 1);
    }

    /** Index of the first entry that the journal holds or will hold. */
    long firstIndex() {
        return live.get(0).firstIndex();
    }

    /**
     * The segment in which to look for entry {@code index}, which is not before {@link
     * #firstIndex}.
     */
    Segment holding(long index) {
        int low = 0;
        int high = live.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (live.get(middle).firstIndex() <= index) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return live.get(low);
    }

    /** Index behind the last entry that counts in {@code segment}; the newest has no such end. */
    long endOf(Segment segment) {
        int at = live.indexOf(segment);
        if (at < 0) {
            return segment.firstIndex();
        }
        return at == live.size() - 1 ? Long.MAX_VALUE : live.get(at + 1).firstIndex();
    }

    /**
     * The lowest index that segments after {@code number} began at, with which a reader that knew
     * the table up to there has to go on; or {@code index} when that is lower.
     */
    long rewound(long index, long number) {
        long lowest = index;
        for (int i = all.size() - 1; i >= 0 && all.get(i).number() > number; i--) {
            lowest = Math.min(lowest, all.get(i).firstIndex());
        }
        return lowest;
    }

    /** Whether a segment after {@code number} has thrown away everything before it. */
    boolean restartedSince(long number) {
        return newest().number() > number
                && all.stream().anyMatch(s -> s.number() > number && s.start().restart());
    }

    /**
     * How many of the oldest segments hold only entries before {@code index} and have a number
     * below {@code number}. Never the newest.
     */
    int droppable(long index, long number) {
        int count = 0;
        while (count < all.size() - 1
                && all.get(count).number() < number
                && isBefore(all.get(count), index)) {
            count++;
        }
        return count;
    }

    private boolean isBefore(Segment segment, long index) {
        return !live.contains(segment) || endOf(segment) <= index;
    }

    SegmentTable without(int oldest) {
        return new SegmentTable(all.subList(oldest, all.size()));
    }
}
