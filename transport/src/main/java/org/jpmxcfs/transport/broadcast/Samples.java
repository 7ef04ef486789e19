package org.jpmxcfs.transport.broadcast;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;

/**
 * The newest sample of each key, for at most 300 seconds, and their text. The text is made again
 * after 2 seconds at the earliest, since many clients ask for it often. Safe to use from any
 * thread.
 */
final class Samples {
    private static final long AGE_SECONDS_MAX = 300;
    private static final long TEXT_SECONDS = 2;

    private final LongSupplier clockSeconds;
    // Sorted, so that the text is the same on every node.
    private final Map<String, Sample> newest = new ConcurrentSkipListMap<>();
    private volatile Dump dump;

    private record Sample(String columns, long takenAt) {}

    private record Dump(String text, long madeAt) {}

    Samples(LongSupplier clockSeconds) {
        this.clockSeconds = clockSeconds;
    }

    /** Whether the key has a sample, or there is room for one more key. */
    boolean hasRoom(String key, int keysMax) {
        // Counting walks through all keys, so it is left to the rare new ones.
        if (newest.containsKey(key)) {
            return true;
        }
        if (newest.size() >= keysMax) {
            dropOld(clockSeconds.getAsLong());
        }
        return newest.size() < keysMax;
    }

    void put(String key, String columns) {
        newest.put(key, new Sample(columns, clockSeconds.getAsLong()));
    }

    /** One line {@code KEY:COLUMNS} for each key. */
    String text() {
        long now = clockSeconds.getAsLong();
        Dump last = dump;
        if (last != null && now - last.madeAt >= 0 && now - last.madeAt < TEXT_SECONDS) {
            return last.text;
        }
        dropOld(now);
        StringBuilder text = new StringBuilder();
        newest.forEach(
                (key, sample) -> text.append(key).append(':').append(sample.columns).append('\n'));
        dump = new Dump(text.toString(), now);
        return dump.text;
    }

    private void dropOld(long now) {
        newest.values().removeIf(sample -> now - sample.takenAt > AGE_SECONDS_MAX);
    }
}
