package org.jpmxcfs.materializer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.UUID;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.materializer.sqlite.SqliteStore;
import org.jpmxcfs.materializer.tree.StateDigest;

/** A materializer on a database file, driven as a sequencer drives it. */
final class Workbench implements AutoCloseable {
    static final UUID JOURNAL_ID = UUID.fromString("00000000-0000-4000-8000-000000000001");

    /** Flushes only when asked to. */
    static final MaterializerConfig ON_DEMAND =
            new MaterializerConfig(60_000, 128 << 20, 1, 0, 1 << 20);

    final Path file;
    final RecordingJournal journal;
    final SqliteStore store;
    final Materializer materializer;

    Workbench(Path file, RecordingJournal journal, MaterializerConfig config) throws IOException {
        this(file, journal, JOURNAL_ID, config);
    }

    Workbench(Path file, RecordingJournal journal, UUID journalId, MaterializerConfig config)
            throws IOException {
        this.file = file;
        this.journal = journal;
        this.store = SqliteStore.open(file);
        this.materializer =
                Materializer.open(store, journal, journalId, journal.lastIndex(), config);
    }

    static Workbench onDemand(Path file, RecordingJournal journal) throws IOException {
        return new Workbench(file, journal, ON_DEMAND);
    }

    Outcome apply(Mutation mutation) {
        long index = journal.lastIndex() + 1;
        Entry entry = new Entry(index, 3, 1, index % 3 == 0 ? index : 0, index * 777, mutation);
        journal.append(entry);
        return materializer.apply(entry);
    }

    void write(String path, byte[] data) {
        Location at = Location.of(path);
        if (materializer.tree().find(at) == null) {
            apply(new Mutation.Create(at));
        }
        apply(new Mutation.Write(at, 0, data));
    }

    String digest() {
        return HexFormat.of().formatHex(StateDigest.of(materializer.tree()));
    }

    @Override
    public void close() throws IOException {
        materializer.close();
    }
}
