package org.jpmxcfs.fuse.it.history;

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

    /** Refuses an answer without a time, and a look without an answer, which says nothing. */
    public Call {
        boolean isKnown = answer != Answer.UNKNOWN;
        boolean isUseless = !isKnown && action instanceof Action.Look;
        if (endNanos < beginNanos || isUseless || (endNanos == NEVER && isKnown)) {
            throw new IllegalArgumentException(answer + " from " + beginNanos + " to " + endNanos);
        }
    }

    /**
     * Whether the node may have answered it from its own state, which may be an older one than that
     * of other nodes.
     */
    boolean isLocal() {
        return answer == Answer.REFUSED || action instanceof Action.Look;
    }
}
