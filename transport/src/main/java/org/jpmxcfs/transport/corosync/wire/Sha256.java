package org.jpmxcfs.transport.corosync.wire;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The one digest of the protocol. */
public final class Sha256 {
    /** Bytes of a digest. */
    public static final int BYTES = 32;

    private Sha256() {}

    /** A digest over nothing yet. */
    public static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
