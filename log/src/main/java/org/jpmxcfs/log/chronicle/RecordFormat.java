package org.jpmxcfs.log.chronicle;

import org.jpmxcfs.log.model.Limits;

/**
 * The header before each record, little-endian: CRC-32C of everything after it (4 bytes), length of
 * the whole record (4), index of the newest entry up to and including this record (8), format (1),
 * kind (1), magic (2). Place and meaning of these never change, so that any version can say which
 * version wrote a journal.
 */
final class RecordFormat {
    static final int CRC_AT = 0;
    static final int LENGTH_AT = 4;
    static final int INDEX_AT = 8;
    static final int FORMAT_AT = 16;
    static final int KIND_AT = 17;
    static final int MAGIC_AT = 18;
    static final int HEADER_BYTES = 20;

    /** Reads "jp" in a dump. */
    static final short MAGIC = 0x706a;

    static final byte FORMAT = 1;

    static final byte STARTED = 1;
    static final byte APPENDED = 2;
    static final byte VOTED = 3;
    static final byte COMMITTED = 4;
    static final byte STOPPED = 5;

    static final int RECORD_BYTES_MAX = HEADER_BYTES + Limits.ENTRY_BYTES_MAX;
    static final int BOOT_ID_BYTES_MAX = 64;

    private RecordFormat() {}
}
