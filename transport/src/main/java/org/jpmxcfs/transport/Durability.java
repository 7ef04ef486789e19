package org.jpmxcfs.transport;

/** How hard the journal is synced before a mutation is acknowledged. DESIGN, rule 2. */
public enum Durability {
    /**
     * An acknowledgement waits for stable storage only where fsync or O_SYNC asks for it; the rest
     * follows in the background.
     */
    BATCH,
    /** Every acknowledgement waits for stable storage. */
    ALWAYS
}
