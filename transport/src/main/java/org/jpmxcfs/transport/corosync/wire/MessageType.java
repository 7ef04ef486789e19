package org.jpmxcfs.transport.corosync.wire;

/** What a message is, in both groups. The order is that of the numbers on the wire. */
public enum MessageType {
    /** A change of the tree, a status value, a line of the log. */
    NORMAL,
    /** Begins a synchronisation. */
    SYNC_START,
    /** What its sender has. */
    STATE,
    /** One row that somebody lacks. */
    UPDATE,
    /** All rows are sent. */
    UPDATE_COMPLETE,
    /** Take a checksum here. */
    VERIFY_REQUEST,
    /** The checksum of who asked. */
    VERIFY;

    private static final MessageType[] BY_NUMBER = values();

    /** The type with this number on the wire; null when there is none. */
    static MessageType of(int number) {
        return number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    }
}
