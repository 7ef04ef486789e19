package org.jpmxcfs.fuse.store;

import java.io.IOException;
import java.time.Clock;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.JournalConfig;
import org.jpmxcfs.materializer.sqlite.Standing;

/**
 * How far the journal of a member whose daemon does not run goes.
 *
 * @param lastIndex index of its last entry
 * @param committedIndex index up to which this node knows that a majority had the entries; some
 *     more may have been acknowledged
 */
public record JournalEnd(long lastIndex, long committedIndex) {
    /**
     * Looks into a data directory, which this process holds locked.
     *
     * @throws IOException when the journal is damaged; the message names the remedy
     */
    public static JournalEnd of(DataDirectory data) throws IOException {
        long stored = Standing.of(data.database()).map(Standing::appliedIndex).orElse(0L);
        JournalConfig config =
                JournalConfig.of(data.journal(), BootId.read())
                        .withCoveredIndex(stored)
                        .withFirstIndex(stored + 1);
        try (ChronicleJournal journal = ChronicleJournal.open(config, Clock.systemUTC())) {
            long known = Math.max(stored, journal.committedIndex());
            return new JournalEnd(journal.lastIndex(), Math.min(known, journal.lastIndex()));
        }
    }
}
