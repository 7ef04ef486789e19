package org.jpmxcfs.transport.corosync.wire;

import java.nio.ByteBuffer;

/**
 * Names one synchronisation: what is said about any other is not for it. Equal only as a whole.
 *
 * @param counter of membership changes that the process which began it has seen
 * @param seconds its clock then, seconds since 1970, unsigned
 * @param nodeId its node
 * @param pid its process
 */
public record Epoch(int counter, int seconds, int nodeId, int pid) {
    /** No synchronisation. */
    public static final Epoch NONE = new Epoch(0, 0, 0, 0);

    static final int BYTES = 16;

    static Epoch read(ByteBuffer in) {
        return new Epoch(in.getInt(), in.getInt(), in.getInt(), in.getInt());
    }

    void write(ByteBuffer out) {
        out.putInt(counter).putInt(seconds).putInt(nodeId).putInt(pid);
    }
}
