package org.jpmxcfs.transport.corosync.sync;

/** Where a group stands, as pmxcfs names and numbers it. */
public enum Mode {
    /** About to join. */
    START(0),
    /** The members have changed; all tell what they have. */
    START_SYNC(1),
    /** Equal to the leader. */
    SYNCED(2),
    /** Waiting for rows of the leader. */
    UPDATE(3),
    /** Something does not fit: leave, and join anew. */
    LEAVE(253),
    /** Somebody speaks a newer protocol: leave, and stay away until the daemon is another one. */
    VERSION_ERROR(254),
    /** The tree or its database failed: leave, and stay away until the daemon is started again. */
    ERROR(255);

    private final int number;

    Mode(int number) {
        this.number = number;
    }

    /** The number that pmxcfs gives it. */
    public int number() {
        return number;
    }

    /** Whether nothing is received or sent any more. */
    public boolean isError() {
        return this.ordinal() >= LEAVE.ordinal();
    }

    /** Whether a new start can end it. */
    public boolean canRejoin() {
        return this != VERSION_ERROR && this != ERROR;
    }
}
