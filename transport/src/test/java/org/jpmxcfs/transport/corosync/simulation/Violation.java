package org.jpmxcfs.transport.corosync.simulation;

/** Something that must never happen has happened. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Violation(String message) {
        super(message);
    }

    static void unless(boolean truth, String format, Object... values) {
        if (!truth) {
            throw new Violation(String.format(format, values));
        }
    }
}
