package org.jpmxcfs.fuse.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jpmxcfs.fuse.store.Authorship.Judgement;
import org.jpmxcfs.fuse.store.Imprint.Trace;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.materializer.Materializer;
import org.jpmxcfs.materializer.MaterializerConfig;
import org.jpmxcfs.materializer.sqlite.Backups;
import org.jpmxcfs.materializer.sqlite.EditedTree;
import org.jpmxcfs.materializer.sqlite.Provenance;
import org.jpmxcfs.materializer.sqlite.SqliteStore;
import org.jpmxcfs.materializer.sqlite.StoreException;
import org.jpmxcfs.materializer.tree.TreeDifference;

/**
 * Settles what becomes of a database that another program has written, while no daemon runs. What
 * it changed becomes the next entries of the journal; the file itself is kept under a dated name.
 */
final class Edits {
    private final DataDirectory data;
    private final ViewRebuild views;
    private final InstantSource clock;
    private final Notices notices;

    Edits(DataDirectory data, ViewRebuild views, InstantSource clock, Notices notices) {
        this.data = data;
        this.views = views;
        this.clock = clock;
        this.notices = notices;
    }

    /**
     * Settles it; afterwards our own view lies in its place.
     *
     * @throws StoreException when it cannot be known whether it is meant or damaged; nothing has
     *     changed then
     */
    void settle(Provenance found, Trace trace) throws IOException {
        settle(found, trace, false);
    }

    /** Settles it by taking it over, as somebody has asked for who knows what it is. */
    void accept(Provenance found) throws IOException {
        settle(found, Trace.UNKNOWN, true);
    }

    private void settle(Provenance found, Trace trace, boolean isAccepted) throws IOException {
        Path rebuilt = beside(".rebuilt");
        try (EditedTree edited = EditedTree.open(data.database(), beside(".edited"))) {
            long last = rebuild(rebuilt);
            Optional<Judgement> early =
                    isAccepted
                            ? Optional.of(Judgement.EDITED)
                            : judgeAgainstOwnState(found, trace, last);
            settle(found, trace, edited, rebuilt, early);
        } finally {
            Backups.discard(rebuilt);
            Backups.discard(beside(".compared"));
        }
    }

    private long rebuild(Path rebuilt) throws IOException {
        try {
            return views.rebuild(rebuilt);
        } catch (IOException e) {
            throw new StoreException(
                    StoreException.Reason.CHANGED,
                    "%s was changed by another program, and what it changed cannot be told, since the state before it cannot be rebuilt from the journal (%s); to start from it as it is, run %s"
                            .formatted(data.database(), e.getMessage(), importCommand()),
                    e);
        }
    }

    /** Rows that differ from what we wrote were edited in the state of then, not in that of now. */
    private Optional<Judgement> judgeAgainstOwnState(Provenance found, Trace trace, long last)
            throws IOException {
        boolean isBehind =
                found.kind() == Provenance.Kind.OURS
                        && !found.asWritten()
                        && found.appliedIndex() < last;
        if (!isBehind) {
            return Optional.empty();
        }
        Path compared = beside(".compared");
        views.rebuild(compared, found.appliedIndex());
        try (EditedTree before = EditedTree.open(compared, beside(".before"));
                EditedTree after = EditedTree.open(data.database(), beside(".after"))) {
            TreeDifference difference = TreeDifference.of(before.load(), after.load());
            return Optional.of(Authorship.judge(found, trace, true, difference, after.holdsText()));
        }
    }

    private void settle(
            Provenance found,
            Trace trace,
            EditedTree edited,
            Path rebuilt,
            Optional<Judgement> early)
            throws IOException {
        String paragraph;
        SqliteStore store = SqliteStore.open(rebuilt);
        try (ChronicleJournal journal = views.open(store.appliedIndex());
                Materializer materializer =
                        Materializer.open(
                                store,
                                journal,
                                journal.id(),
                                journal.lastIndex(),
                                MaterializerConfig.defaults())) {
            Takeover takeover = new Takeover(journal, materializer, clock);
            TreeDifference difference = takeover.difference(edited);
            Judgement judgement =
                    difference.isRootOnly()
                            ? Judgement.SAME
                            : early.orElseGet(
                                    () -> judge(found, trace, difference, holdsText(edited)));
            paragraph =
                    switch (judgement) {
                        case SAME ->
                                "%s was written by another program, or damaged, but no row differs; it is written anew, and nothing is lost."
                                        .formatted(data.database());
                        case DAMAGED ->
                                "The database was damaged: one bit of a row had flipped. It was rebuilt from the journal, up to entry %d; nothing is lost."
                                        .formatted(journal.lastIndex());
                        case EDITED ->
                                "%s was changed by another program: %s"
                                        .formatted(
                                                data.database(),
                                                takeover.take(difference, "found at a start"));
                        case UNKNOWN -> throw unknown(journal.lastIndex(), found.appliedIndex());
                    };
        }
        Optional<Path> kept = Backups.exchange(rebuilt, data.database(), clock.instant());
        notices.mended(paragraph + kept.map(old -> " The file is kept as " + old + ".").orElse(""));
        edited.leftOut().forEach(line -> notices.mended(data.database() + ": " + line));
    }

    private static Judgement judge(
            Provenance found, Trace trace, TreeDifference difference, boolean holdsText) {
        return Authorship.judge(found, trace, false, difference, holdsText);
    }

    private static boolean holdsText(EditedTree edited) {
        try {
            return edited.holdsText();
        } catch (StoreException unreadable) {
            return false;
        }
    }

    private StoreException unknown(long lastIndex, long appliedIndex) {
        String why =
                lastIndex > appliedIndex
                        ? "the journal holds %d changes that it lacks"
                                .formatted(lastIndex - appliedIndex)
                        : "a single bit differs";
        return new StoreException(
                StoreException.Reason.CHANGED,
                "%s was changed by another program, or is damaged, which cannot be told (%s): to take it as it is, run %s; to go on from the journal without it, run 'mv %s %s.edited'"
                        .formatted(
                                data.database(),
                                why,
                                importCommand(),
                                data.database(),
                                data.database()));
    }

    private String importCommand() {
        return "'jpmxcfs db import --accept-edits --data-dir %s %s'"
                .formatted(data, data.database());
    }

    private Path beside(String ending) {
        return data.database().resolveSibling(data.database().getFileName() + ending);
    }
}
