package org.jpmxcfs.log.chronicle;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jpmxcfs.log.Journal;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.RandomEntries;

/** Entries in journals, and patience. */
final class Samples {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private Samples() {}

    /** Appends entries of every kind, the same for the same indexes. */
    static List<Entry> append(Journal journal, int count) throws JournalException {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long index = journal.lastIndex() + 1;
            Entry entry = new RandomEntries(new SplittableRandom(index)).entry(index);
            journal.append(entry);
            entries.add(entry);
        }
        return entries;
    }

    static List<Entry> appendWholeFiles(Journal journal, int count) throws JournalException {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long index = journal.lastIndex() + 1;
            byte[] data = new byte[Limits.FILE_BYTES_MAX];
            new SplittableRandom(index).nextBytes(data);
            Location at = Location.of("n".repeat(Limits.PATH_BYTES_MAX));
            Entry entry = new Entry(index, 0, 0, 0, 0, new Mutation.Write(at, 0, data));
            journal.append(entry);
            entries.add(entry);
        }
        return entries;
    }

    /** Reads this many. */
    static List<Entry> readNext(JournalReader reader, int count) throws JournalException {
        List<Entry> entries = new ArrayList<>();
        while (entries.size() < count) {
            entries.add(reader.next());
        }
        return entries;
    }

    /** Reads to the end. */
    static List<Entry> readAll(JournalReader reader) throws JournalException {
        List<Entry> entries = new ArrayList<>();
        for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
            entries.add(entry);
        }
        return entries;
    }

    /** Waits until something holds. */
    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("did not happen within 20 s");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
