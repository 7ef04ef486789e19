package org.jpmxcfs.fuse.it.cluster;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** What the mount of a node answered to a system call. */
enum Reply {
    DONE,
    /** EEXIST. */
    EXISTS,
    /** ENOENT. */
    ABSENT,
    /** EACCES: without quorum, and then nothing has been done. */
    NO_QUORUM,
    /** Nothing that says whether it was done: it took too long, or the daemon died. */
    UNKNOWN,
    /** The same, and nobody serves the mount any more. */
    GONE;

    /** The answer in an exception. */
    static Reply of(IOException e) {
        if (e instanceof AccessDeniedException) {
            return NO_QUORUM;
        }
        if (e instanceof FileAlreadyExistsException) {
            return EXISTS;
        }
        if (e instanceof NoSuchFileException) {
            return ABSENT;
        }
        String text = String.valueOf(e.getMessage());
        boolean isDead = text.contains("not connected") || text.contains("connection abort");
        return isDead ? GONE : UNKNOWN;
    }
}
