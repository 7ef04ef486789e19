package org.jpmxcfs.fuse.it.linearizability;

/**
 * One call of a client.
 *
 * @param node the node whose mount it went through
 * @param beginNanos when it was made
 * @param endNanos when it was answered; {@link #NEVER} where it may still be done at any time
 */
public record Call(int node, Action action, Answer answer, long beginNanos, long endNanos) {
    /** The end of a call that was never answered. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Refuses an answer without a time, and a look that saw nothing. */
    public Call {
        boolean isAnswered = answer != Answer.UNKNOWN;
        boolean isUseless = answer != Answer.DONE && action instanceof Action.Look;
        if (endNanos < beginNanos || isUseless || (endNanos == NEVER) == isAnswered) {
            throw new IllegalArgumentException(answer + " from " + beginNanos + " to " + endNanos);
        }
    }

    /**
     * Whether the node has answered it from its own state, which may be an older one than that of
     * other nodes.
     */
    boolean isLocal() {
        return answer == Answer.REFUSED || action instanceof Action.Look;
    }
}
