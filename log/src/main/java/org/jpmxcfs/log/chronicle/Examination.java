package org.jpmxcfs.log.chronicle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jpmxcfs.log.Ballot;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalException.Reason;

/**
 * What plain reads of a journal directory find: segments, the newest ballot and marks, and the
 * first damage. Segments that hold nothing after the index that a durable view covers are only
 * looked at where they begin, unless they are the newest.
 */
final class Examination {
    private final long coveredIndex;
    private final String bootId;
    private final List<Path> files;
    private final List<Segment> segments = new ArrayList<>();
    private final RecordFold fold = new RecordFold();
    private final List<QueueCheck.Scanned> scanned = new ArrayList<>();
    private Path unfinished;
    private Damage damage;
    private SegmentScan.Found newest;
    private final boolean repaired;

    private Examination(Path directory, long coveredIndex, String bootId) throws JournalException {
        this.coveredIndex = coveredIndex;
        this.bootId = bootId;
        this.files = SegmentFiles.list(directory);
        this.repaired = Files.exists(directory.resolve(SegmentFiles.REPAIRED));
    }

    /**
     * Examines {@code directory}.
     *
     * @param coveredIndex index up to which a durable view holds everything; 0 to check all entries
     * @param bootId boot id of the machine now
     * @throws JournalException {@code FOREIGN} for files that are not ours or newer, {@code FAILED}
     *     when they cannot be read
     */
    static Examination of(Path directory, long coveredIndex, String bootId)
            throws JournalException {
        Examination examination = new Examination(directory, coveredIndex, bootId);
        try {
            examination.run(directory);
        } catch (JournalException e) {
            throw e;
        } catch (IOException e) {
            throw SegmentFiles.failed("cannot read the journal " + directory, e);
        }
        return examination;
    }

    /** Segments up to the damage, the damaged one included if its start can be read. */
    List<Segment> segments() {
        return segments;
    }

    /** Segment files in the directory, readable or not, oldest first. */
    List<Path> files() {
        return files;
    }

    /** A newest file in which no record was ever finished, or null. */
    Path unfinished() {
        return unfinished;
    }

    /** The first damage, or null. */
    Damage damage() {
        return damage;
    }

    /** How the newest good segment ends; null without segments. */
    SegmentScan.Found newest() {
        return newest;
    }

    /** Index of the last good entry; -1 without segments. */
    long lastIndex() {
        return fold.lastIndex();
    }

    Ballot ballot() {
        return fold.ballot();
    }

    long committedIndex() {
        return fold.committedIndex();
    }

    /** Whether the last writer stopped in good order; true when there never was one. */
    boolean isCleanStop() {
        return fold.isStopped() && damage == null;
    }

    /** What the next start of a writer has to tell. */
    JournalRecord.Boot nextBoot() {
        if (segments.isEmpty()) {
            return new JournalRecord.Boot(bootId, "", isCleanStop(), repaired);
        }
        JournalRecord.Boot last = newestSegment().start().boot();
        boolean lostPower = !isCleanStop() && !last.id().equals(bootId);
        return new JournalRecord.Boot(
                bootId, last.id(), isCleanStop(), repaired || last.forgetful() || lostPower);
    }

    private void run(Path directory) throws IOException {
        FirstRecord first = files.isEmpty() ? null : FirstRecord.of(files.get(0));
        for (int i = 0; i < files.size() && damage == null && unfinished == null; i++) {
            FirstRecord next = i + 1 < files.size() ? FirstRecord.of(files.get(i + 1)) : null;
            if (accept(files.get(i), first, next == null)) {
                look(files.get(i), first.start(), next);
            }
            first = next;
        }
        if (damage == null) {
            Path unreadable = QueueCheck.firstUnreadable(directory, oldest(), scanned).orElse(null);
            if (unreadable != null) {
                damage(Damage.Kind.STRUCTURE, unreadable, fold.lastIndex());
            }
        }
    }

    /** Whether the file begins as the next segment does; otherwise notes what it is instead. */
    private boolean accept(Path file, FirstRecord first, boolean isNewest) throws IOException {
        if (first.isNewer()) {
            throw foreign(file, "was written by a newer version; use that version or a later one");
        }
        if (first.start() != null) {
            UUID journal = first.start().journal();
            if (!segments.isEmpty() && !journal.equals(segments.get(0).start().journal())) {
                throw foreign(file, "belongs to another journal; move it out of the directory");
            }
            if (!segments.isEmpty() && first.start().number() != newestSegment().number() + 1) {
                damage(Damage.Kind.MISSING, file, first.start().firstIndex() - 1);
                return false;
            }
            return true;
        }
        boolean isNothing = !first.isThere() && !first.isFollowed();
        if (isNothing && isNewest && first.found().end() != SegmentScan.End.BROKEN) {
            unfinished = file;
        } else if (isNothing && segments.isEmpty()) {
            throw foreign(file, "holds nothing of a journal; move it out of the directory");
        } else {
            damage(Damage.Kind.CHECKSUM, file, first.found().newestBehind());
        }
        return false;
    }

    private static JournalException foreign(Path file, String what) {
        return new JournalException(Reason.FOREIGN, file + " " + what);
    }

    private Path oldest() {
        return segments.isEmpty() ? null : segments.get(0).file();
    }

    private Segment newestSegment() {
        return segments.get(segments.size() - 1);
    }

    private void look(Path file, JournalRecord.Started start, FirstRecord next) throws IOException {
        segments.add(new Segment(file, SegmentFiles.cycleOf(file), start));
        boolean isFollowed = next != null && next.start() != null;
        if (isFollowed && next.start().firstIndex() <= coveredIndex + 1) {
            fold.skip(start);
        } else {
            scan(file);
        }
        boolean isShort =
                isFollowed
                        && next.start().number() == start.number() + 1
                        && !next.start().restart()
                        && next.start().firstIndex() > fold.lastIndex() + 1;
        if (damage == null && isShort && next.start().firstIndex() > coveredIndex + 1) {
            damage(Damage.Kind.HOLE, file, next.start().firstIndex() - 1);
        }
    }

    private void scan(Path file) throws IOException {
        fold.begin();
        SegmentScan.Found found = SegmentScan.walk(file, fold);
        newest = found;
        scanned.add(new QueueCheck.Scanned(newestSegment(), fold.records(), fold.lastIndex()));
        if (found.end() == SegmentScan.End.STOPPED) {
            damage(Damage.Kind.ORDER, file, fold.refusedIndex());
        } else if (found.end() == SegmentScan.End.BROKEN) {
            damage(Damage.Kind.CHECKSUM, file, found.newestBehind());
        } else if (found.end() == SegmentScan.End.HOLE) {
            damage(Damage.Kind.HOLE, file, found.newestBehind());
        }
    }

    private void damage(Damage.Kind kind, Path file, long newestBehind) throws IOException {
        long good = Math.max(fold.lastIndex(), 0);
        boolean isTail = file.equals(files.get(files.size() - 1));
        boolean otherBoot =
                !segments.isEmpty() && !bootId.equals(newestSegment().start().boot().id());
        boolean afterPowerCut = isTail && otherBoot && !fold.isStopped();
        long lost = Math.max(Math.max(newestBehind, newestAfter(file)), good);
        damage = new Damage(kind, file, good, lost, afterPowerCut);
    }

    /** The newest index in the files that follow: they are of no use without those before. */
    private long newestAfter(Path damaged) throws IOException {
        long[] newest = {Long.MIN_VALUE};
        for (Path file : files.subList(files.indexOf(damaged) + 1, files.size())) {
            SegmentScan.Found found =
                    SegmentScan.walk(
                            file,
                            (offset, bytes) -> {
                                newest[0] = Math.max(newest[0], RecordDecoder.index(bytes));
                                return true;
                            });
            newest[0] = Math.max(newest[0], found.newestBehind());
        }
        return newest[0];
    }
}
