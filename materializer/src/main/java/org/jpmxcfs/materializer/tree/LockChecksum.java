package org.jpmxcfs.materializer.tree;

/**
 * Names one state of a lock directory: SHA-256 over its attributes. A renewed lock has another
 * checksum, so an unlock that names the old one does nothing. SPEC "Locks".
 */
public final class LockChecksum {
    private LockChecksum() {}

    /** The checksum of a lock directory in this state, 32 bytes. */
    public static byte[] of(Attributes lock) {
        return AttributeBytes.sha256().digest(AttributeBytes.of(lock));
    }
}
