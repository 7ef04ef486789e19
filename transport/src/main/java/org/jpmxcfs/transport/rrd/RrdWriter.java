package org.jpmxcfs.transport.rrd;

import java.io.IOException;
import java.nio.file.Path;

/** Writes files of the archive. Used by one thread. */
public interface RrdWriter extends AutoCloseable {
    /**
     * Makes a file; one that is there stays as it is.
     *
     * @param startSeconds time before the first sample, in seconds since 1970
     * @throws RrdRefusedException the writer works, but not for this file
     * @throws IOException the writer cannot be reached
     */
    void create(Path file, RrdSchema schema, long startSeconds) throws IOException;

    /**
     * Adds a sample to a file.
     *
     * @param values time and values joined by colons
     * @throws RrdRefusedException the writer works, but does not take this sample
     * @throws IOException the writer cannot be reached
     */
    void update(Path file, String values) throws IOException;

    /** Gives up the connection to the writer. */
    @Override
    void close();
}
