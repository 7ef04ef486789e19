package org.jpmxcfs.fuse.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.ReadOnlyJournal;
import org.jpmxcfs.materializer.history.HistoryIndex;
import org.jpmxcfs.materializer.history.HistoryIndexing;

/** Keeps the index of the history near the end of an open journal. One thread. */
final class IndexUpkeep {
    private final Path journalDirectory;
    private final LongSupplier appliedIndex;
    private final HistoryIndexing indexing;

    /**
     * Looks after the index beside a journal.
     *
     * @param data where the journal lies
     * @param appliedIndex last entry that is final here
     */
    IndexUpkeep(DataDirectory data, LongSupplier appliedIndex) {
        this.journalDirectory = data.journal();
        this.appliedIndex = appliedIndex;
        this.indexing = new HistoryIndexing(data.journal(), data.base());
    }

    /**
     * Makes a part of the index when one is due.
     *
     * @return whether one was made, so that another may be due
     */
    boolean advance() throws IOException {
        long last = appliedIndex.getAsLong();
        if (!indexing.isDue(last)) {
            return false;
        }
        try (ReadOnlyJournal files = ChronicleJournal.openReadOnly(journalDirectory)) {
            HistoryIndex.newest(HistoryIndex.in(journalDirectory), files.id())
                    .ifPresent(known -> files.lookFrom(known.index(), known.place()));
            return indexing.advance(files.snapshot(last), files.id());
        }
    }

    /** Lets go of what tells only of entries up to the base. */
    void drop(long baseIndex) throws IOException {
        indexing.drop(baseIndex);
    }
}
