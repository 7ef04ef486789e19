package org.jpmxcfs.fuse.libc;

import com.kenai.jffi.MemoryIO;
import java.nio.ByteBuffer;

/**
 * Memory outside the heap at a fixed address. Unlike that of {@link ByteBuffer#allocateDirect} it
 * is not cleared, so what is never used takes no memory of the machine.
 */
public final class NativeBuffer {
    private static final MemoryIO MEMORY = MemoryIO.getInstance();

    private final long address;
    private final int size;

    private NativeBuffer(long address, int size) {
        this.address = address;
        this.size = size;
    }

    /** Memory of {@code size} bytes. */
    public static NativeBuffer allocate(int size) {
        long address = MEMORY.allocateMemory(size, false);
        if (address == 0) {
            throw new OutOfMemoryError("no native memory for " + size + " bytes");
        }
        return new NativeBuffer(address, size);
    }

    /** Its bytes. */
    public ByteBuffer bytes() {
        return MEMORY.newDirectByteBuffer(address, size);
    }

    /** Gives the memory back; nothing may use it any more. */
    public void free() {
        MEMORY.freeMemory(address);
    }

    /** How many bytes. */
    public int size() {
        return size;
    }

    long address() {
        return address;
    }
}
