package org.jpmxcfs.materializer.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jpmxcfs.materializer.sqlite.FileGuard.Touch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a store gets its state again when its file is not what it has written: from what does not
 * depend on that file. Used by one store at a time, under its monitor.
 */
public final class Healing {
    private static final Logger LOG = LoggerFactory.getLogger(Healing.class);
    private static final String REWRITTEN = ".healed";

    private final Source source;
    private final InstantSource clock;
    private long failedIndex = -1; // stored index at the last attempt that failed
    private String last;

    /** Where the state comes from. */
    @FunctionalInterface
    public interface Source {
        /** Writes the state as of entry {@code index} to a database. */
        void write(Path target, long index) throws IOException;
    }

    /** Puts what the source has written in the place of the file. */
    @FunctionalInterface
    interface Exchange {
        Optional<Path> run() throws StoreException;
    }

    /**
     * Heals from a source.
     *
     * @param clock goes into the names under which files are kept
     */
    public Healing(Source source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    /** What was mended last, in one line. */
    Optional<String> last() {
        return Optional.ofNullable(last);
    }

    /** Writes the state of an entry beside a database. */
    Path rewrite(Path database, long index) throws IOException {
        Path target = DatabaseFiles.beside(database, REWRITTEN);
        source.write(target, index);
        return target;
    }

    /**
     * Keeps what lies in the place of a database.
     *
     * @param isWhole whether the log beside it belongs to it
     */
    Path keep(Path database, boolean isWhole) throws StoreException {
        return Backups.keepCopy(database, isWhole, clock.instant());
    }

    /** Tells that another program had touched the file, and that this is mended. */
    void touched(Touch touch, Optional<Path> kept) {
        String what =
                switch (touch) {
                    case REMOVED -> "was removed";
                    case REPLACED -> "was replaced or overwritten";
                    default -> "was changed by another program";
                };
        tell(
                "the database %s while this node runs; it was written anew, as it is served%s"
                        .formatted(
                                what,
                                kept.map(
                                                file ->
                                                        ". What was there is kept as %s; to take it over, stop the node and run 'jpmxcfs db import --accept-edits %s'"
                                                                .formatted(file, file))
                                        .orElse("")));
    }

    /**
     * Tries to mend damage.
     *
     * @param index index of the last entry that is stored; one failure at each is enough
     * @return whether it is mended
     */
    boolean attempt(String damage, long index, Exchange exchange) {
        if (failedIndex == index) {
            return false;
        }
        try {
            Optional<Path> kept = exchange.run();
            tell(
                    "the database was written anew from the journal, since it had gone bad: %s%s"
                            .formatted(
                                    damage.split("; ")[0], // without the remedy for the whole
                                    kept.map(file -> ". The bad one is kept as " + file)
                                            .orElse("")));
            return true;
        } catch (StoreException e) {
            failedIndex = index;
            LOG.error(
                    "the database has gone bad ({}) and cannot be written anew from the journal: {}",
                    damage,
                    e.getMessage());
            return false;
        }
    }

    private void tell(String line) {
        last = line;
        LOG.warn(line);
    }
}
