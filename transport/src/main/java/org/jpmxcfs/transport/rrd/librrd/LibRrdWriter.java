package org.jpmxcfs.transport.rrd.librrd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jnr.ffi.LibraryLoader;
import org.jpmxcfs.transport.rrd.RrdRefusedException;
import org.jpmxcfs.transport.rrd.RrdSchema;
import org.jpmxcfs.transport.rrd.RrdWriter;

/**
 * Writes files of the archive directly, by librrd. The library is loaded when it is first needed;
 * on a machine without it this writer cannot be reached.
 */
public final class LibRrdWriter implements RrdWriter {
    private LibRrd library; // null until the first call

    @Override
    public void create(Path file, RrdSchema schema, long startSeconds) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        String[] definition = schema.definition().toArray(String[]::new);
        library().rrd_clear_error();
        check(
                library.rrd_create_r(
                        file.toString(),
                        RrdSchema.STEP_SECONDS,
                        startSeconds,
                        definition.length,
                        definition));
    }

    @Override
    public void update(Path file, String values) throws IOException {
        library().rrd_clear_error();
        check(library.rrd_update_r(file.toString(), null, 1, new String[] {values}));
    }

    @Override
    public void close() {
        // Every call opens and closes its file.
    }

    private LibRrd library() throws IOException {
        if (library == null) {
            try {
                library = LibraryLoader.create(LibRrd.class).failImmediately().load(LibRrd.SONAME);
            } catch (LinkageError missing) {
                throw new IOException(
                        "no library "
                                + LibRrd.SONAME
                                + "; install librrd8 (librrd8t64 from Debian 13 on)",
                        missing);
            }
        }
        return library;
    }

    private void check(int result) throws RrdRefusedException {
        if (result != 0) {
            throw new RrdRefusedException(library.rrd_get_error());
        }
    }
}
