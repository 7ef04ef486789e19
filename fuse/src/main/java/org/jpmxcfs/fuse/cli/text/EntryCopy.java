package org.jpmxcfs.fuse.cli.text;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.chronicle.ReadOnlyJournal;
import org.jpmxcfs.log.model.Entry;

/** Copies a range of a journal, which another process may be writing, to an output. */
public final class EntryCopy {
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(50);
    private static final int FLUSH_EVERY_ENTRIES = 256;

    private final ReadOnlyJournal journal;
    private final EntryOutput output;

    /** Copies from {@code journal}. */
    public EntryCopy(ReadOnlyJournal journal, EntryOutput output) {
        this.journal = journal;
        this.output = output;
    }

    /** Copies the entries {@code first} to {@code last}. */
    public void copy(long first, long last) throws CommandFailure, IOException {
        requireInReach(first);
        try (JournalReader reader = journal.reader(first)) {
            for (long index = first; index <= last; index++) {
                Entry entry = reader.next();
                if (entry == null) {
                    break;
                }
                output.print(entry);
                if (index % FLUSH_EVERY_ENTRIES == 0 && !output.flush()) {
                    return;
                }
            }
        }
        output.flush();
    }

    /** Copies from {@code first} on, and what is appended later, until nobody reads the output. */
    public void follow(long first) throws CommandFailure, IOException {
        requireInReach(first);
        try (JournalReader reader = journal.reader(first)) {
            while (output.flush()) {
                Entry entry = reader.next();
                for (int i = 0; entry != null && i < FLUSH_EVERY_ENTRIES; i++) {
                    output.print(entry);
                    entry = reader.next();
                }
                if (entry == null) {
                    output.flush();
                    LockSupport.parkNanos(LOOK_AGAIN_AFTER.toNanos());
                } else {
                    output.print(entry);
                }
            }
        }
    }

    private void requireInReach(long first) throws CommandFailure, IOException {
        long oldest = journal.firstIndex();
        long newest = journal.lastIndex();
        if (first < oldest || first > newest + 1) {
            throw new CommandFailure(
                    "entry %d is not in the journal: it holds %d to %d; give --from within that"
                            .formatted(first, oldest, newest));
        }
    }
}
