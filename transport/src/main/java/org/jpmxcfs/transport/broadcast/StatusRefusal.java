package org.jpmxcfs.transport.broadcast;

/** Why a status entry was not set. */
public enum StatusRefusal {
    /** The value is larger than {@link StatusEntries#VALUE_BYTES_MAX}. */
    TOO_LARGE,
    /** The node has {@link StatusEntries#KEYS_MAX} entries already, or that many samples. */
    TOO_MANY,
    /** The key is empty or too long, or the value of an address or sample has not its form. */
    INVALID
}
