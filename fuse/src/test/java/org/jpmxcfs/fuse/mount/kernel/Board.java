package org.jpmxcfs.fuse.mount.kernel;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Memory that processes share: for each file the newest version that every client must see, and a
 * word for the end.
 */
final class Board {
    private static final VarHandle LONGS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int BYTES = 4096;
    private static final int END = BYTES - 8;

    private final ByteBuffer bytes;

    private Board(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    static Board at(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            return new Board(channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES));
        }
    }

    long published(int file) {
        return (long) LONGS.getVolatile(bytes, file * 8);
    }

    void publish(int file, long version) {
        LONGS.setVolatile(bytes, file * 8, version);
    }

    boolean isEnded() {
        return (long) LONGS.getVolatile(bytes, END) != 0;
    }

    void end() {
        LONGS.setVolatile(bytes, END, 1L);
    }
}
