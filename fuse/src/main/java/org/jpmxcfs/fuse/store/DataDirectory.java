package org.jpmxcfs.fuse.store;

import java.nio.file.Path;

/**
 * The directory where a node keeps its state: the one place that knows the names of its files. They
 * may be missing.
 *
 * @param path the directory
 */
public record DataDirectory(Path path) {
    /** That of pmxcfs, taken over as it is. */
    public static final DataDirectory OF_SYSTEM =
            new DataDirectory(Path.of("/var/lib/pve-cluster"));

    /** The database: a view of the journal, as the original has it. */
    public Path database() {
        return path.resolve("config.db");
    }

    /** The directory of the journal. */
    public Path journal() {
        return path.resolve("journal");
    }

    /** The state that the journal begins with, if that was not an empty tree. */
    public Path base() {
        return path.resolve("base.db");
    }

    /** The directory that makes this node a member of a cluster. */
    public Path cluster() {
        return path.resolve("cluster");
    }

    /** What the database was when it was last closed here. */
    Path imprint() {
        return path.resolve(".written");
    }

    /** What was found in the bare mount point. */
    Path stray() {
        return path.resolve("stray");
    }

    /** Held by the process that uses the directory. */
    Path lockFile() {
        return path.resolve(".lockfile");
    }

    /** Held with flock(2) by the program that uses the database, pmxcfs among them. */
    Path sharedLockFile() {
        return path.resolve(".pmxcfs.lockfile");
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
