package org.jpmxcfs.log.model;

/**
 * What became of a mutation: applied, with the number of bytes for a write, or refused. The same on
 * every node.
 *
 * @param refusal why it was refused; null when it was applied
 * @param count bytes written by a write; 0 for everything else
 */
public record Outcome(Refusal refusal, int count) {
    private static final Outcome DONE = new Outcome(null, 0);
    private static final Outcome[] REFUSED = new Outcome[Refusal.values().length];

    static {
        for (Refusal refusal : Refusal.values()) {
            REFUSED[refusal.ordinal()] = new Outcome(refusal, 0);
        }
    }

    /** Applied. */
    public static Outcome done() {
        return DONE;
    }

    /** A write of {@code count} bytes, applied. */
    public static Outcome written(int count) {
        return new Outcome(null, count);
    }

    /** Refused, with nothing changed. */
    public static Outcome refused(Refusal refusal) {
        return REFUSED[refusal.ordinal()];
    }

    /** Whether the mutation was applied. */
    public boolean isDone() {
        return refusal == null;
    }
}
