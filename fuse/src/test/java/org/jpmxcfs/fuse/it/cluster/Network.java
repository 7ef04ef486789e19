package org.jpmxcfs.fuse.it.cluster;

import java.io.IOException;
import java.nio.file.Path;
import jnr.ffi.LibraryLoader;

/** Namespaces of the network, by the calls of the C library. */
final class Network {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int O_RDONLY = 0;

    /** Functions of the C library. */
    public interface Calls {
        /** Opens a file. */
        int open(String path, int flags);

        /** Moves the calling thread into a namespace. */
        int setns(int descriptor, int type);

        /** Closes a file. */
        int close(int descriptor);
    }

    private Network() {}

    /** Moves the calling thread into a namespace of the network, for good. */
    static void enter(Path namespace) throws IOException {
        Calls calls = LibraryLoader.create(Calls.class).failImmediately().load("libc.so.6");
        int descriptor = calls.open(namespace.toString(), O_RDONLY);
        int result = descriptor < 0 ? -1 : calls.setns(descriptor, CLONE_NEWNET);
        calls.close(descriptor);
        if (result != 0) {
            throw new IOException("this thread cannot enter " + namespace);
        }
    }
}
