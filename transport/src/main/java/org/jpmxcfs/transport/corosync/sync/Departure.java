package org.jpmxcfs.transport.corosync.sync;

import java.util.Optional;

/** When this node leaves its group, and how long it stays away. */
final class Departure {
    private static final long FIRST_PAUSE_NANOS = 250_000_000L;

    private final Settings settings;
    private Mode saidFor = Mode.START;
    private boolean hasLeft;
    private long leftAtNanos;
    private long pauseNanos;

    Departure(Settings settings) {
        this.settings = settings;
    }

    /** A new handle is about to join. */
    void end() {
        saidFor = Mode.START;
    }

    /** The order to leave, once for each error mode. */
    Optional<FileEffect.Leave> decide(Agreement agreement, Moment now) {
        Mode mode = agreement.mode();
        if (!mode.isError() || mode == saidFor) {
            return Optional.empty();
        }
        saidFor = mode;
        boolean isHabit = hasLeft && now.nanos() - leftAtNanos < settings.leaveNanos();
        pauseNanos =
                isHabit
                        ? Math.min(
                                settings.pauseNanosMax(),
                                Math.max(FIRST_PAUSE_NANOS, 2 * pauseNanos))
                        : 0;
        hasLeft = true;
        leftAtNanos = now.nanos();
        return Optional.of(
                new FileEffect.Leave(agreement.leaveReason(), mode.canRejoin(), pauseNanos));
    }
}
