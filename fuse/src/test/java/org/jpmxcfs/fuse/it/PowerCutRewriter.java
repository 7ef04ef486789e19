package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Replaces one file over and over, as the status of a service, and remembers when each replace was
 * acknowledged. Such changes may wait for their sync as long as the sync window.
 */
final class PowerCutRewriter implements Runnable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

    private final Path file;
    private final List<Long> acknowledgedNanos = new ArrayList<>(); // by number of the replace
    private volatile boolean refused;

    PowerCutRewriter(Path mount) {
        file = mount.resolve("status");
    }

    /** Goes on until the first replace that fails. */
    @Override
    public void run() {
        refused = false;
        try {
            while (true) {
                Path fresh = file.resolveSibling("status.tmp");
                Files.writeString(fresh, String.valueOf(acknowledgedNanos.size()));
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
                acknowledgedNanos.add(System.nanoTime());
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException cut) {
            refused = true;
        }
    }

    boolean isRefused() {
        return refused;
    }

    /** The newest replace that was acknowledged before the window is there, or a later one. */
    void verify(long cutNanos, long windowMillis) throws IOException {
        String content = Files.exists(file) ? Files.readString(file) : "";
        // A power failure between creating, writing and renaming leaves the file of before.
        int found = content.isEmpty() ? -1 : Integer.parseInt(content);
        for (int number = found + 1; number < acknowledgedNanos.size(); number++) {
            long beforeNanos = cutNanos - acknowledgedNanos.get(number);
            long beforeMillis = TimeUnit.NANOSECONDS.toMillis(beforeNanos);
            String what =
                    "replace %d, %d ms before the cut, is lost".formatted(number, beforeMillis);
            assertTrue(beforeMillis <= windowMillis, what);
        }
        if (found + 1 < acknowledgedNanos.size()) {
            acknowledgedNanos.subList(found + 1, acknowledgedNanos.size()).clear();
        }
    }
}
