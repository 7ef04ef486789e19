package org.jpmxcfs.transport.corosync;

/** Told by loops what the engine's thread has to do. Called with a lock held: it must not wait. */
interface Rejoining {
    /** Connect anew, after this pause. */
    void rejoin(long pauseNanos);

    /** The mode of a group is another one. */
    default void modeChanged() {}
}
