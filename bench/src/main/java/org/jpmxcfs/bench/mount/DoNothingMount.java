package org.jpmxcfs.bench.mount;

import java.nio.file.Path;
import org.jpmxcfs.fuse.mount.libfuse2.FuseMount;

/**
 * Mounts a file system that does nothing, as the floor that figures of the real one are compared
 * with.
 */
public final class DoNothingMount {
    private DoNothingMount() {}

    /** Mounts at {@code args[0]} with {@code args[1]} threads and serves until it is unmounted. */
    public static void main(String[] args) throws Exception {
        try (FuseMount mount =
                FuseMount.mount(
                        Path.of(args[0]), new NothingOperations(), 0, Integer.parseInt(args[1]))) {
            mount.awaitGone();
        }
    }
}
