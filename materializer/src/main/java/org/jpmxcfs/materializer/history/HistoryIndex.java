package org.jpmxcfs.materializer.history;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jpmxcfs.log.EntrySource;
import org.jpmxcfs.log.Place;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the entries of a journal changed, by name, and states on the way, in files beside its
 * segments. Everything in it follows from the journal and its base, and is made by {@link
 * HistoryIndexing}; where it ends, or is of no use, the entries themselves are read. One thread.
 */
public final class HistoryIndex implements StepSource {
    private static final String DIRECTORY = ".history"; // no file of a journal has such a name

    static final String STEPS = ".steps";
    static final String STATE = ".state";
    private static final Logger LOG = LoggerFactory.getLogger(HistoryIndex.class);

    private final Path directory;
    private final UUID journalId;
    private final long floor;
    private final List<IndexPart> parts;

    private HistoryIndex(Path directory, UUID journalId, long floor, List<IndexPart> parts) {
        this.directory = directory;
        this.journalId = journalId;
        this.floor = floor;
        this.parts = parts;
    }

    /** Where the index of the journal in a directory lies, or is to lie. */
    public static Path in(Path journalDirectory) {
        return journalDirectory.resolve(DIRECTORY);
    }

    /** An index of nothing. */
    static HistoryIndex none() {
        return new HistoryIndex(null, null, 0, List.of());
    }

    /**
     * Opens what fits a journal.
     *
     * @param directory where the files are, or are not yet
     * @param entries the journal
     * @param baseIndex last entry of the state that the history begins with
     */
    static HistoryIndex open(Path directory, UUID journalId, EntrySource entries, long baseIndex) {
        List<IndexPart> parts = new ArrayList<>();
        for (Path file : files(directory, STEPS)) {
            IndexPart part = part(file, journalId);
            long next = parts.isEmpty() ? baseIndex + 1 : last(parts).lastIndex() + 1;
            if (part == null || part.lastIndex() < next) {
                continue;
            }
            boolean follows =
                    parts.isEmpty() ? part.firstIndex() <= next : part.firstIndex() == next;
            if (!follows || !entries.holds(part.lastIndex(), part.end())) {
                break;
            }
            parts.add(part);
        }
        return new HistoryIndex(directory, journalId, baseIndex, List.copyOf(parts));
    }

    /** The newest entry of which it tells where it lies, as far as that is right. */
    public static Optional<Known> newest(Path directory, UUID journalId) {
        List<Path> files = files(directory, STEPS);
        IndexPart part = files.isEmpty() ? null : part(files.get(files.size() - 1), journalId);
        return Optional.ofNullable(part).map(p -> new Known(p.lastIndex(), p.end()));
    }

    /**
     * An entry of which it is known where it was.
     *
     * @param index of the entry
     * @param place where it lay when that was noted
     */
    public record Known(long index, Place place) {}

    /** Files of one kind, in the order of the entries. */
    static List<Path> files(Path directory, String ending) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            LOG.debug("{} cannot be read", directory, e);
            return List.of();
        }
    }

    /** Last entry of the file. */
    static long lastIndexOf(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.lastIndexOf('.')));
    }

    private static IndexPart part(Path file, UUID journalId) {
        try {
            return IndexPart.open(file, journalId);
        } catch (IOException e) {
            LOG.debug("{} cannot be read", file, e);
            return null;
        }
    }

    /** Index of the last entry that it tells of; 0 when it tells of none. */
    long through() {
        return parts.isEmpty() ? 0 : last(parts).lastIndex();
    }

    /** Where that entry lies; null when there is none. */
    Place end() {
        return parts.isEmpty() ? null : last(parts).end();
    }

    /** Its parts, oldest first. */
    List<IndexPart> parts() {
        return parts;
    }

    /** Where the last entry of the part that holds {@code index} lies; null when there is none. */
    Place placeBehind(long index) {
        return parts.stream()
                .filter(part -> part.lastIndex() == index)
                .map(IndexPart::end)
                .findFirst()
                .orElse(null);
    }

    /** The newest state that is not newer than an entry; null when there is none. */
    StateFile stateUpTo(long index) {
        List<Path> files = directory == null ? List.of() : files(directory, STATE);
        for (int i = files.size() - 1; i >= 0; i--) {
            long last = lastIndexOf(files.get(i));
            if (last <= index && last > floor && placeBehind(last) != null) {
                StateFile state = state(files.get(i));
                if (state != null) {
                    return state;
                }
            }
        }
        return null;
    }

    private StateFile state(Path file) {
        try {
            return StateFile.open(file, journalId);
        } catch (IOException | BufferUnderflowException e) {
            LOG.debug("{} cannot be read", file, e);
            return null;
        }
    }

    @Override
    public Step before(String name, long index) {
        IndexPart.Change change = changeBefore(name, index);
        return change == null ? null : change.step();
    }

    /** The newest change of a name before an entry; null when there is none. */
    IndexPart.Change changeBefore(String name, long index) {
        for (int i = parts.size() - 1; i >= 0; i--) {
            if (parts.get(i).firstIndex() < index) {
                IndexPart.Change found = parts.get(i).newestBefore(name, index);
                if (found != null) {
                    return found.step().index() > floor ? found : null;
                }
            }
        }
        return null;
    }

    @Override
    public Step after(String name, long index) {
        for (IndexPart part : parts) {
            if (part.lastIndex() > index) {
                IndexPart.Change found = part.oldestAfter(name, Math.max(index, floor));
                if (found != null) {
                    return found.step();
                }
            }
        }
        return null;
    }

    /** Whether there was a directory under this name. */
    boolean wasDirectory(String name) {
        return name.isEmpty()
                || parts.stream().anyMatch(p -> p.wasDirectory(name) || p.touchesBelow(name));
    }

    /** The newest changes of a directory and all below it, oldest first; at least this many. */
    List<Step> within(String name, int count) {
        List<List<Step>> pieces = new ArrayList<>();
        int found = 0;
        for (int i = parts.size() - 1; i >= 0 && found < count; i--) {
            List<Step> piece =
                    parts.get(i).touchingWithin(name).stream()
                            .filter(step -> step.index() > floor)
                            .toList();
            pieces.add(0, piece);
            found += piece.size();
        }
        return pieces.stream().flatMap(List::stream).toList();
    }

    private static IndexPart last(List<IndexPart> parts) {
        return parts.get(parts.size() - 1);
    }
}
