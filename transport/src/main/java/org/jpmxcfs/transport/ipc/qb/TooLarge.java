package org.jpmxcfs.transport.ipc.qb;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log what to use instead of an answer that no connection can carry. One thread. */
final class TooLarge {
    private static final Logger LOG = LoggerFactory.getLogger(TooLarge.class);

    /** Tools ask again and again; a line each time would say nothing new. */
    private static final long SILENCE_NANOS = TimeUnit.HOURS.toNanos(1);

    private static final int NUMBERS = 16;

    private final long[] saidAt = new long[NUMBERS]; // by request; 0 when never

    /** An answer was refused for its size. */
    void note(int number, long bytes, int bytesMax) {
        long now = System.nanoTime();
        int place = Math.floorMod(number, NUMBERS);
        if (saidAt[place] != 0 && now - saidAt[place] < SILENCE_NANOS) {
            return;
        }
        saidAt[place] = now == 0 ? 1 : now;
        LOG.warn(
                "IPC: the answer to request {} has {} bytes, and a client takes {} (EMSGSIZE): {}",
                number,
                bytes,
                bytesMax,
                instead(number));
    }

    private static String instead(int number) {
        return switch (number) {
            case 1 -> "read the file .version of the mount instead";
            case 2 -> "read the file .members of the mount instead";
            case 3 -> "read the file .vmlist of the mount instead";
            case 6 -> "read the file in the mount instead";
            case 8 -> "read the file .clusterlog of the mount, or ask for fewer lines";
            case 10 -> "read the file .rrd of the mount instead";
            case 11, 13 -> "ask for fewer properties, or for those of single guests";
            default -> "ask for less";
        };
    }
}
