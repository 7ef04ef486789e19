package org.jpmxcfs.fuse.mount.libfuse2;

import com.kenai.jffi.MemoryIO;
import java.nio.charset.StandardCharsets;

/** Loads and stores at addresses that libfuse gave us, without an object for each address. */
final class NativeMemory {
    private static final MemoryIO MEMORY = MemoryIO.getInstance();

    private NativeMemory() {}

    /** Zeroed memory that is never freed: for structures that live as long as the process. */
    static long allocate(long bytes) {
        long address = MEMORY.allocateMemory(bytes, true);
        if (address == 0) {
            throw new OutOfMemoryError("no native memory for " + bytes + " bytes");
        }
        return address;
    }

    /** The path at an address, without its leading slash, one char a byte. */
    static String path(long address) {
        byte[] bytes = MEMORY.getZeroTerminatedByteArray(address);
        return bytes.length <= 1
                ? ""
                : new String(bytes, 1, bytes.length - 1, StandardCharsets.ISO_8859_1);
    }

    static void putString(long address, String bytes, int sizeMax) {
        byte[] text = bytes.getBytes(StandardCharsets.ISO_8859_1);
        int length = Math.min(text.length, sizeMax - 1);
        MEMORY.putByteArray(address, text, 0, length);
        MEMORY.putByte(address + length, (byte) 0);
    }

    static byte[] bytes(long address, int length) {
        byte[] bytes = new byte[length];
        MEMORY.getByteArray(address, bytes, 0, length);
        return bytes;
    }

    static void putBytes(long address, byte[] array, int start, int length) {
        MEMORY.putByteArray(address, array, start, length);
    }

    static void clear(long address, long bytes) {
        MEMORY.setMemory(address, bytes, (byte) 0);
    }

    static int getInt(long address) {
        return MEMORY.getInt(address);
    }

    static void putInt(long address, int value) {
        MEMORY.putInt(address, value);
    }

    static long getLong(long address) {
        return MEMORY.getLong(address);
    }

    static void putLong(long address, long value) {
        MEMORY.putLong(address, value);
    }

    static void putAddress(long address, long value) {
        MEMORY.putAddress(address, value);
    }
}
