package org.jpmxcfs.fuse.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.Damage;
import org.jpmxcfs.log.chronicle.JournalConfig;
import org.jpmxcfs.log.chronicle.ReadOnlyJournal;
import org.jpmxcfs.materializer.Rebuild;
import org.jpmxcfs.materializer.sqlite.Standing;
import org.jpmxcfs.materializer.sqlite.StoreException;

/** Makes a database from base and journal of a data directory, while no daemon runs. */
final class ViewRebuild {
    private final DataDirectory data;
    private final StorageSettings settings;
    private final String bootId;
    private final InstantSource clock;
    private final Notices notices;

    ViewRebuild(
            DataDirectory data,
            StorageSettings settings,
            String bootId,
            InstantSource clock,
            Notices notices) {
        this.data = data;
        this.settings = settings;
        this.bootId = bootId;
        this.clock = clock;
        this.notices = notices;
    }

    /** How to open the journal for a database that holds all entries up to this one. */
    JournalConfig config(long coveredIndex) {
        return JournalConfig.of(data.journal(), bootId)
                .withCoveredIndex(coveredIndex)
                .withLongWindowMillis((int) settings.syncWindow().toMillis())
                .withSegments(
                        settings.history().segmentMillis(), settings.history().segmentBytes());
    }

    /** Opens the journal for a database that holds all entries up to this one. */
    ChronicleJournal open(long coveredIndex) throws IOException {
        return ChronicleJournal.open(config(coveredIndex), clock);
    }

    /**
     * Writes the state of the last entry there is.
     *
     * @return its index
     * @throws IOException when base or journal are missing or damaged; the message says how
     */
    long rebuild(Path target) throws IOException {
        return rebuild(target, -1);
    }

    /** The same, of the entry with this index; of the last one when it is negative. */
    long rebuild(Path target, long index) throws IOException {
        Standing base =
                Standing.of(data.base())
                        .orElseThrow(
                                () ->
                                        new StoreException(
                                                StoreException.Reason.MISMATCH,
                                                data.base() + " is missing"));
        if (!ReadOnlyJournal.isIn(data.journal())) {
            throw new StoreException(
                    StoreException.Reason.MISMATCH, data.journal() + " holds no journal");
        }
        mend(base);
        try (ChronicleJournal journal = open(base.appliedIndex())) {
            long last = index < 0 ? journal.lastIndex() : index;
            Rebuild.run(data.base(), target, journal, journal.id(), last);
            return last;
        }
    }

    private void mend(Standing base) throws IOException {
        JournalConfig config = config(base.appliedIndex());
        Damage damage = ChronicleJournal.examine(config).orElse(null);
        if (damage != null) {
            JournalVerdict verdict = JournalVerdict.of(damage, base.appliedIndex());
            if (verdict == JournalVerdict.LOSS || verdict == JournalVerdict.COVERED) {
                throw new JournalException(JournalException.Reason.DAMAGED, damage.sentence());
            }
            repair(config, damage);
        }
    }

    /** Repairs the journal where nothing is lost by that. */
    void repair(JournalConfig config, Damage damage) throws JournalException {
        List<Path> kept = ChronicleJournal.repair(config, clock);
        if (damage.afterPowerCut()) {
            // Nobody has to act on what a power failure always leaves.
            notices.noted(
                    "%s: the power had failed; %s; the files as they were are kept as %s"
                            .formatted(config.directory(), cutOff(damage), kept));
            return;
        }
        notices.mended(
                "The journal was damaged: %s. %s. The damaged files are kept as %s."
                        .formatted(
                                damage.sentence(),
                                "All its entries are intact and were kept",
                                kept));
    }

    private static String cutOff(Damage damage) {
        long count = Math.max(0, damage.lostIndex() - damage.lastGoodIndex());
        return damage.kind() == Damage.Kind.STRUCTURE || count == 0
                ? "the journal goes on after entry "
                        + damage.lastGoodIndex()
                        + ", nothing was cut off"
                : "the journal goes on after entry %d, %d changes that no sync had covered were cut off"
                        .formatted(damage.lastGoodIndex(), count);
    }
}
