package org.jpmxcfs.transport.rrd.librrd;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import jnr.ffi.LibraryLoader;
import org.jpmxcfs.transport.rrd.RrdRefusedException;
import org.jpmxcfs.transport.rrd.RrdSchema;
import org.jpmxcfs.transport.rrd.RrdWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes files of the archive directly, by librrd. */
public final class LibRrdWriter implements RrdWriter {
    private static final Logger LOG = LoggerFactory.getLogger(LibRrdWriter.class);

    private final LibRrd library;

    private LibRrdWriter(LibRrd library) {
        this.library = library;
    }

    /** A writer; empty on a machine without librrd. */
    public static Optional<RrdWriter> load() {
        try {
            LibRrd library =
                    LibraryLoader.create(LibRrd.class).failImmediately().load(LibRrd.SONAME);
            return Optional.of(new LibRrdWriter(library));
        } catch (LinkageError missing) {
            LOG.debug("no library {}: {}", LibRrd.SONAME, missing.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void create(Path file, RrdSchema schema, long startSeconds) throws RrdRefusedException {
        if (Files.exists(file)) {
            return;
        }
        String[] definition = schema.definition().toArray(String[]::new);
        library.rrd_clear_error();
        check(
                library.rrd_create_r(
                        file.toString(),
                        RrdSchema.STEP_SECONDS,
                        startSeconds,
                        definition.length,
                        definition));
    }

    @Override
    public void update(Path file, String values) throws RrdRefusedException {
        library.rrd_clear_error();
        check(library.rrd_update_r(file.toString(), null, 1, new String[] {values}));
    }

    @Override
    public void close() {
        // Every call opens and closes its file.
    }

    private void check(int result) throws RrdRefusedException {
        if (result != 0) {
            throw new RrdRefusedException(library.rrd_get_error());
        }
    }
}
