package org.jpmxcfs.fuse.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jpmxcfs.fuse.files.SequencedFiles;
import org.jpmxcfs.fuse.files.SharedFiles;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.materializer.Materializer;
import org.jpmxcfs.materializer.tree.StateDigest;
import org.jpmxcfs.transport.Durability;
import org.jpmxcfs.transport.local.LocalSequencer;

/** Journal and database of a node, opened as a start does, without a mount. */
public final class StoredNode implements AutoCloseable {
    /** Small segments, so that a few hundred entries fill several. */
    static final StorageSettings SETTINGS =
            new StorageSettings(
                    Durability.BATCH,
                    new History(Duration.ofDays(1), 1 << 20),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(200));

    private static final int FILE_BYTES = 600;

    /** What the start has told of, and what of that asked for nothing. */
    final List<String> repairs = new ArrayList<>();

    final List<String> calm = new ArrayList<>();
    final Path dataDir;
    final ChronicleJournal journal;
    public final Materializer materializer;
    private final LocalSequencer sequencer;
    private final AutoCloseable afterwards;

    private StoredNode(Path dataDir, String bootId) throws IOException {
        this.dataDir = dataDir;
        Recovery.Opened opened =
                new Recovery(
                                new DataDirectory(dataDir),
                                SETTINGS,
                                bootId,
                                InstantSource.system(),
                                notices())
                        .open();
        afterwards = opened.afterwards();
        journal = opened.journal();
        materializer = opened.materializer();
        sequencer =
                new LocalSequencer(
                        journal, materializer::apply, Durability.BATCH, System::currentTimeMillis);
    }

    private Notices notices() {
        return new Notices() {
            @Override
            public void mended(String paragraph) {
                repairs.add(paragraph);
            }

            @Override
            public void noted(String line) {
                repairs.add(line);
                calm.add(line);
            }
        };
    }

    public static StoredNode open(Path dataDir) throws IOException {
        return open(dataDir, "boot-1");
    }

    public static StoredNode open(Path dataDir, String bootId) throws IOException {
        return new StoredNode(Files.createDirectories(dataDir), bootId);
    }

    /** Writes this many files, each by two entries. */
    void write(String name, int files) {
        for (int i = 0; i < files; i++) {
            Location at = Location.of(name + "-" + i);
            submit(new Mutation.Create(at));
            byte[] content = (name + i).repeat(FILE_BYTES).getBytes(StandardCharsets.US_ASCII);
            submit(new Mutation.Write(at, 0, java.util.Arrays.copyOf(content, FILE_BYTES)));
        }
    }

    public void create(String path) {
        submit(new Mutation.Create(Location.of(path)));
    }

    public void makeDirectory(String path) {
        submit(new Mutation.MakeDirectory(Location.of(path)));
    }

    /** Makes a file with this content, or gives it to one that is there. */
    public void write(String path, String text) {
        Location at = Location.of(path);
        if (materializer.tree().find(at) == null) {
            submit(new Mutation.Create(at));
        }
        submit(new Mutation.Truncate(at, 0));
        submit(new Mutation.Write(at, 0, text.getBytes(StandardCharsets.US_ASCII)));
    }

    public void delete(String path) {
        submit(new Mutation.Delete(Location.of(path)));
    }

    /** Its files, as a part of the daemon reaches them. */
    public SharedFiles files() {
        return new SequencedFiles(materializer::tree, sequencer);
    }

    /** Index of the newest entry. */
    public long lastIndex() {
        return journal.lastIndex();
    }

    /** Its data directory. */
    public DataDirectory data() {
        return new DataDirectory(dataDir);
    }

    void submit(Mutation mutation) {
        Outcome outcome = sequencer.submit(mutation);
        if (!outcome.isDone()) {
            throw new AssertionError(mutation + " was refused: " + outcome);
        }
    }

    /** What the tree holds, as one word. */
    String digest() {
        return HexFormat.of().formatHex(StateDigest.of(materializer.tree()));
    }

    /** What the death of the process at this moment would leave on the disk. */
    void copyTo(Path target) throws IOException {
        try (Stream<Path> files = Files.walk(dataDir)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                Path copy = target.resolve(dataDir.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else if (!name.endsWith("-shm")) {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        sequencer.close();
        try (journal) {
            materializer.close();
        }
        try {
            afterwards.close();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
