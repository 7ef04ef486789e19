package org.jpmxcfs.fuse.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jpmxcfs.fuse.store.Authorship.Look;
import org.jpmxcfs.fuse.store.Imprint.Trace;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.Damage;
import org.jpmxcfs.log.chronicle.JournalConfig;
import org.jpmxcfs.log.chronicle.ReadOnlyJournal;
import org.jpmxcfs.log.chronicle.Survey;
import org.jpmxcfs.materializer.JournalMatch;
import org.jpmxcfs.materializer.Materializer;
import org.jpmxcfs.materializer.MaterializerConfig;
import org.jpmxcfs.materializer.sqlite.Backups;
import org.jpmxcfs.materializer.sqlite.Provenance;
import org.jpmxcfs.materializer.sqlite.SqliteStore;
import org.jpmxcfs.materializer.sqlite.Standing;
import org.jpmxcfs.materializer.sqlite.StoreException;
import org.jpmxcfs.transport.raft.node.MarkFile;
import org.jpmxcfs.transport.raft.node.Start;

/**
 * Opens journal and database of a data directory, and mends what is damaged where it can be proved
 * that nothing is lost: the database from base and journal, the journal where {@link
 * JournalVerdict} says so. What is replaced is kept under a dated name, and a paragraph tells of
 * it. It refuses to guess otherwise, and changes nothing then.
 */
public final class Recovery {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private final DataDirectory data;
    private final StorageSettings settings;
    private final InstantSource clock;
    private final Notices notices;
    private final Imprint imprint;
    private final ViewRebuild views;
    private Optional<MarkFile> marks = Optional.empty();

    /**
     * Looks after a data directory, which this process holds locked.
     *
     * @param bootId boot id of the machine
     * @param notices is told what was mended
     */
    public Recovery(
            DataDirectory data,
            StorageSettings settings,
            String bootId,
            InstantSource clock,
            Notices notices) {
        this.data = data;
        this.settings = settings;
        this.clock = clock;
        this.notices = notices;
        this.imprint = new Imprint(data);
        this.views = new ViewRebuild(data, settings, bootId, clock, notices);
    }

    /**
     * What a node runs on; the materializer is to be closed first, then the journal.
     *
     * @param afterwards to be closed when both are closed
     */
    public record Opened(
            ChronicleJournal journal, Materializer materializer, AutoCloseable afterwards) {}

    /** Opens both; all that is in the journal counts. See the other method. */
    public Opened open() throws IOException {
        return open(Optional.empty());
    }

    /**
     * Opens both.
     *
     * @param newMarks mark of the journal of a member of a cluster: of its entries only those count
     *     that are known to be final
     * @throws IOException when that is not possible without guessing; the message is one line that
     *     names the remedy
     */
    public Opened open(Optional<MarkFile> newMarks) throws IOException {
        marks = newMarks;
        try {
            requireDatabase();
            settleEdits();
            return openDatabase();
        } catch (StoreException e) {
            if (e.reason() != StoreException.Reason.DAMAGED) {
                throw e;
            }
            rebuildDatabase(e);
            return openDatabase();
        }
    }

    /**
     * Takes over what another program has made of the database, also where a start could not tell
     * whether it is meant.
     *
     * @throws IOException when that is not possible; the message is one line that names the remedy
     */
    public void acceptEdits() throws IOException {
        new Edits(data, views, clock, notices).accept(Provenance.of(data.database()));
    }

    private void requireDatabase() throws IOException {
        Path database = data.database();
        if (Standing.of(database).isPresent() || !Files.exists(data.journal())) {
            return;
        }
        // A journal that is refused says more than that its database is missing.
        Survey journal = ChronicleJournal.survey(views.config(0));
        if (journal.journal().isPresent() || journal.damage().isPresent()) {
            throw new StoreException(
                    StoreException.Reason.DAMAGED,
                    database
                            + " is missing or empty; restore it with 'jpmxcfs db import FILE' from"
                            + " a backup");
        }
    }

    /** What another program has made of the database since it was closed here. */
    private void settleEdits() throws IOException {
        Trace trace = imprint.trace();
        // Then it is ours, and what may be damaged in it is found when it is read.
        if (trace == Trace.UNTOUCHED || !ReadOnlyJournal.isIn(data.journal())) {
            return;
        }
        Provenance found = Provenance.of(data.database());
        Survey journal = ChronicleJournal.survey(views.config(found.appliedIndex()));
        if (journal.journal().isEmpty()) {
            return;
        }
        Look look =
                Authorship.look(
                        found,
                        trace,
                        imprint.appliedIndex(journal.journal().get()),
                        found.follows(journal.journal().get()),
                        journal.lastIndex());
        if (look == Look.COMPARE && marks.isEmpty()) {
            new Edits(data, views, clock, notices).settle(found, trace);
        } else if (look == Look.COMPARE && !found.asWritten()) {
            rebuildDatabase(
                    new StoreException(
                            StoreException.Reason.CHANGED,
                            data.database() + " was changed by another program"),
                    "%s. This node is a member of a cluster, whose order decides: its own state was rebuilt from the journal, up to entry %d.");
        }
    }

    private Opened openDatabase() throws IOException {
        SqliteStore store = SqliteStore.open(data.database());
        try {
            return openJournal(store);
        } catch (IOException | RuntimeException e) {
            closeAfter(store, e);
            throw e;
        }
    }

    private Opened openJournal(SqliteStore store) throws IOException {
        if (ReadOnlyJournal.isIn(data.journal())) {
            mendJournal(store);
        } else {
            startWithoutJournal(store);
        }
        ChronicleJournal journal =
                ChronicleJournal.open(
                        views.config(store.appliedIndex()).withFirstIndex(store.appliedIndex() + 1),
                        clock);
        try {
            long finalIndex =
                    marks.isPresent()
                            ? settle(journal, marks.get(), store.appliedIndex())
                            : journal.lastIndex();
            keepBase(store, journal);
            Materializer materializer =
                    Materializer.open(
                            store, journal, journal.id(), finalIndex, materializerConfig());
            renewBase(journal, materializer);
            materializer.healFrom(data.base(), clock);
            journal.follow(materializer.syncRule());
            imprint.opened(journal.id(), store.appliedIndex());
            return new Opened(journal, materializer, imprint::closed);
        } catch (IOException | RuntimeException e) {
            closeAfter(journal, e);
            throw e;
        }
    }

    /** A state that was given up is still served; its journal goes on from it with nothing. */
    private static long settle(ChronicleJournal journal, MarkFile marks, long stateIndex)
            throws IOException {
        if (Start.isGivenUp(marks, stateIndex)) {
            journal.restartAt(stateIndex + 1);
            return stateIndex;
        }
        return Start.settle(journal, marks, stateIndex);
    }

    private MaterializerConfig materializerConfig() {
        MaterializerConfig ofKind =
                marks.isPresent() ? MaterializerConfig.forCluster() : MaterializerConfig.defaults();
        return ofKind.withFlushDelayMillis((int) settings.flushDelay().toMillis());
    }

    // --- the journal ----------------------------------------------------------------------------

    private void mendJournal(SqliteStore store) throws IOException {
        JournalConfig journal = views.config(store.appliedIndex());
        Survey survey = ChronicleJournal.survey(journal);
        if (survey.damage().isEmpty()) {
            requireMatch(store, survey);
            return;
        }
        Damage damage = survey.damage().get();
        switch (JournalVerdict.of(damage, store.appliedIndex())) {
            case INTACT_RECORDS, UNSYNCED_END -> views.repair(journal, damage);
            case COVERED -> {
                store.leaveJournal();
                begin(damage.sentence(), store);
            }
            case LOSS -> throw refuse(damage, store);
        }
    }

    /** Before the journal is opened, since that already adds to it. */
    private void requireMatch(SqliteStore store, Survey journal) throws StoreException {
        // A snapshot that was put in place of the state may be ahead of the journal, and so is a
        // state that was given up: that is settled once the journal is open.
        long index = store.appliedIndex();
        boolean isReplaced =
                marks.filter(m -> m.installing().isPresent() || Start.isGivenUp(m, index))
                        .isPresent();
        if (journal.journal().isPresent() && !isReplaced) {
            JournalMatch.require(
                    store, journal.journal().get(), journal.firstIndex(), journal.lastIndex());
        }
    }

    /** Goes on from the database alone, with a new journal. */
    private void begin(String because, SqliteStore store) throws IOException {
        Optional<Path> journal = Aside.put(data.journal(), clock.instant());
        Optional<Path> base = Aside.put(data.base(), clock.instant());
        notices.mended(
                "The journal was damaged: %s. The database holds every entry up to %d, so nothing is lost; a new journal goes on from there. The old one is kept as %s%s."
                        .formatted(
                                because,
                                store.appliedIndex(),
                                journal.map(Path::toString).orElse("(nothing)"),
                                base.map(kept -> ", what it began with as " + kept).orElse("")));
    }

    private JournalException refuse(Damage damage, SqliteStore store) {
        boolean isGap = damage.lastGoodIndex() < store.appliedIndex();
        String remedy =
                isGap
                        ? Backups.importCommand(store.file(), store.file())
                        : "'jpmxcfs journal repair --data-dir " + data + "'";
        return new JournalException(
                JournalException.Reason.DAMAGED,
                "%s; the database holds entries up to %d, so others may be lost: put the file back from a backup, or go on without them by %s"
                        .formatted(damage.sentence(), store.appliedIndex(), remedy));
    }

    /** A database alone, copied to a new machine, is a state to go on from. */
    private void startWithoutJournal(SqliteStore store) throws IOException {
        if (store.journalId().isPresent()) {
            leaveLostJournal(store);
        }
        if (store.treeVersion() > SqliteStore.UNTOUCHED_VERSION) {
            notices.mended(
                    "There is no journal beside %s. It is taken as it is, with the tree as of %s (version %d); what may have happened later is not in it."
                            .formatted(
                                    store.file(),
                                    TIME.format(
                                            Instant.ofEpochSecond(
                                                    Standing.changedAtSeconds(store.file()))),
                                    store.treeVersion()));
        }
    }

    private void leaveLostJournal(SqliteStore store) throws IOException {
        if (Standing.of(data.base()).isPresent()) {
            throw new StoreException(
                    StoreException.Reason.MISMATCH,
                    "%s holds no journal, but %s continues one up to entry %d: put it back, or go on from the database alone by %s"
                            .formatted(
                                    data.journal(),
                                    store.file(),
                                    store.appliedIndex(),
                                    Backups.importCommand(store.file(), store.file())));
        }
        store.leaveJournal();
    }

    /** A journal can be replayed only together with the state that it begins with. */
    private void keepBase(SqliteStore store, ChronicleJournal journal) throws IOException {
        boolean isEmpty = journal.lastIndex() < journal.firstIndex();
        boolean isNext = journal.firstIndex() == store.appliedIndex() + 1;
        boolean isOurs = store.journalId().map(journal.id()::equals).orElse(true);
        if (isEmpty && isNext && isOurs) {
            Backups.copyWhole(store.file(), data.base(), Optional.of(journal.id()));
        }
    }

    /** Without an intact base the database could not be rebuilt the next time. */
    private void renewBase(ChronicleJournal journal, Materializer materializer) throws IOException {
        String trouble;
        try {
            trouble = Standing.of(data.base()).map(base -> gap(base, journal)).orElse("missing");
        } catch (StoreException e) {
            if (e.reason() != StoreException.Reason.DAMAGED) {
                throw e;
            }
            trouble = "damaged";
        }
        if (!trouble.isEmpty()) {
            Optional<Path> kept = Aside.put(data.base(), clock.instant());
            materializer.copyTo(data.base());
            notices.mended(
                    "%s, the state that the journal begins with, was %s. It now holds the state as of entry %d; what was before cannot be shown any more.%s"
                            .formatted(
                                    data.base(),
                                    trouble,
                                    materializer.flushedIndex(),
                                    kept.map(old -> " The old one is kept as " + old + ".")
                                            .orElse("")));
        }
    }

    /** Why the journal cannot be replayed on a base; empty when it can. */
    private static String gap(Standing base, ChronicleJournal journal) {
        if (!base.follows(journal.id())) {
            return "of another journal";
        }
        return base.appliedIndex() + 1 < journal.firstIndex()
                        || base.appliedIndex() > journal.lastIndex()
                ? "at entry %d, while the journal has %d to %d"
                        .formatted(base.appliedIndex(), journal.firstIndex(), journal.lastIndex())
                : "";
    }

    // --- the database ---------------------------------------------------------------------------

    private void rebuildDatabase(StoreException trouble) throws IOException {
        rebuildDatabase(
                trouble,
                "The database was damaged: %s. It was rebuilt from the journal, up to entry %d; nothing is lost.");
    }

    private void rebuildDatabase(StoreException trouble, String sentence) throws IOException {
        Path database = data.database();
        Path rebuilt = database.resolveSibling(database.getFileName() + ".rebuilt");
        long last;
        try {
            last = views.rebuild(rebuilt);
        } catch (IOException e) {
            Backups.discard(rebuilt);
            throw new StoreException(
                    trouble.reason(),
                    trouble.getMessage()
                            + "; it cannot be rebuilt from the journal ("
                            + e.getMessage()
                            + ")",
                    e);
        }
        Optional<Path> kept = Backups.exchange(rebuilt, database, clock.instant());
        notices.mended(
                sentence.formatted(trouble.getMessage(), last)
                        + kept.map(old -> " The old one is kept as " + old + ".").orElse(""));
    }

    private static void closeAfter(AutoCloseable part, Exception cause) {
        try {
            part.close();
        } catch (Exception e) {
            cause.addSuppressed(e);
        }
    }
}
