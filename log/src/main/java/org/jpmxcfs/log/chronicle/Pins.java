package org.jpmxcfs.log.chronicle;

import java.util.HashMap;
import java.util.Map;

/** Which segment each open reader is in. Guarded by its own monitor. */
final class Pins {
    private final Map<ChronicleReader, Long> numbers = new HashMap<>();

    void set(ChronicleReader reader, long number) {
        numbers.put(reader, number);
    }

    void remove(ChronicleReader reader) {
        numbers.remove(reader);
    }

    /** The lowest number of a segment that a reader is in; the largest long without readers. */
    long lowest() {
        return numbers.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    }
}
