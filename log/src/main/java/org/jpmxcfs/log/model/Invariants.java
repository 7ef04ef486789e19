package org.jpmxcfs.log.model;

/** Truths that, once broken, stop the node: going on could lose what was acknowledged. */
public final class Invariants {
    private Invariants() {}

    /**
     * Does nothing when {@code truth} holds.
     *
     * @throws IllegalStateException with both numbers when it does not
     */
    public static void check(boolean truth, String format, long first, long second) {
        if (!truth) {
            throw new IllegalStateException(String.format(format, first, second));
        }
    }
}
