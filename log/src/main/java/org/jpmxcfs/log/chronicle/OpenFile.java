package org.jpmxcfs.log.chronicle;

import java.nio.file.Path;
import net.openhft.posix.PosixAPI;
import net.openhft.posix.PosixRuntimeException;

/** A file that is open for system calls which Java has no methods for. */
final class OpenFile implements AutoCloseable {
    // <fcntl.h>. Of what was opened to be read only, the kernel syncs nothing, and says that all
    // is well.
    private static final int READ_WRITE = 2;
    private static final int CLOSE_ON_EXEC = 0x80000;

    private final int descriptor;

    /**
     * Opens a file that is there.
     *
     * @throws PosixRuntimeException when it cannot be opened
     * @throws UnsatisfiedLinkError when the system has no such calls
     */
    OpenFile(Path file) {
        descriptor = PosixAPI.posix().open(file.toString(), READ_WRITE | CLOSE_ON_EXEC, 0);
    }

    int descriptor() {
        return descriptor;
    }

    @Override
    public void close() {
        PosixAPI.posix().close(descriptor);
    }
}
