package org.jpmxcfs.fuse.ops;

/**
 * Takes a range of bytes for the caller, so that a read copies only what was asked for, and once.
 */
@FunctionalInterface
public interface ByteSink {
    /**
     * Takes {@code length} bytes of {@code array} from {@code start} on; the array must not be
     * changed or kept.
     */
    void put(byte[] array, int start, int length);
}
