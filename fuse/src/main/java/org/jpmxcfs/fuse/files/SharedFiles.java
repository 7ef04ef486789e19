package org.jpmxcfs.fuse.files;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Files of the tree, however they are reached: inside the daemon, or from outside through its
 * mount. Paths are from the root, without a slash at either end, in the form of {@link
 * org.jpmxcfs.log.model.Names}. Each method waits at most as long as one change in a cluster may
 * take; trouble is one line that says what to do.
 */
public interface SharedFiles {
    /** What can be at a path. */
    enum Kind {
        /** Nothing is there. */
        NOTHING,
        /** A file. */
        FILE,
        /** A directory. */
        DIRECTORY
    }

    /** What is at a path; the empty path is the root. */
    Kind kind(String path) throws IOException;

    /** The names in a directory, in no particular order; none where there is no directory. */
    List<String> list(String directory) throws IOException;

    /** The content of a file; empty when there is no such file. */
    Optional<byte[]> read(String path) throws IOException;

    /**
     * Gives a file a content at one instant, whether it is there or not.
     *
     * @throws java.nio.file.FileAlreadyExistsException when it is the configuration of a guest that
     *     is elsewhere
     */
    void replace(String path, byte[] content) throws IOException;

    /**
     * Makes a directory.
     *
     * @return false when something of that name is there already
     */
    boolean makeDirectory(String path) throws IOException;

    /**
     * Removes a file or an empty directory.
     *
     * @return false when there is none: only one of several callers at once gets true
     */
    boolean delete(String path) throws IOException;

    /** Asks for the release of a lock directory whose holder is gone; it may stay. */
    void releaseLeftLock(String path) throws IOException;
}
