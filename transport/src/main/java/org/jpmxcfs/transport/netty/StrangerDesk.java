package org.jpmxcfs.transport.netty;

import java.net.InetAddress;
import java.util.concurrent.CompletionStage;

/**
 * Knows what to do with who is no member: answers the one request that a node without a certificate
 * may make, to become a member, and tells who was one before.
 */
@FunctionalInterface
public interface StrangerDesk {
    /** Largest request, in bytes. */
    int REQUEST_BYTES_MAX = 16 << 10;

    /** Largest answer, in bytes. */
    int ANSWER_BYTES_MAX = 64 << 10;

    /**
     * Takes a request. Called by the loop thread: must not wait, and may complete the answer on any
     * thread. An answer that fails, is too large or takes longer than {@link
     * LinkSettings#deskNanos} is logged, and the stranger is told to look there.
     *
     * @param request up to {@link #REQUEST_BYTES_MAX} bytes from somebody unknown
     * @param from where they came from
     * @return the answer, up to {@link #ANSWER_BYTES_MAX} bytes; a refusal is an answer too
     */
    CompletionStage<byte[]> answer(byte[] request, InetAddress from);

    /**
     * Whether the node with this id was a member and is none any more: it has no business here even
     * where nodes that are not known may speak. Called by the loop thread: must not wait.
     */
    default boolean hasLeft(int nodeId) {
        return false;
    }
}
