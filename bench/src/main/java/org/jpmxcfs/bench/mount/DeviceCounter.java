package org.jpmxcfs.bench.mount;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What the kernel counts for a block device. */
final class DeviceCounter {
    private static final int SECTOR_BYTES = 512;
    private static final int SECTORS_WRITTEN_AT = 6;
    private static final long SYNC_SECONDS_MAX = 60;

    private final Path counters;

    private DeviceCounter(Path counters) {
        this.counters = counters;
    }

    /** Of a device or a partition, such as {@code vda1} or {@code /dev/loop0}. */
    static DeviceCounter of(String device) throws IOException {
        if (device == null) {
            throw new IOException("name the device that the data lies on with --device");
        }
        Path name = Path.of(device).getFileName();
        Path counters = Path.of("/sys/class/block", name.toString(), "stat");
        if (!Files.exists(counters)) {
            throw new IOException(device + ": there is no such block device");
        }
        return new DeviceCounter(counters);
    }

    /** Bytes written to the device since it was made. */
    long bytes() throws IOException {
        String[] fields = Files.readString(counters).strip().split("\\s+");
        return Long.parseLong(fields[SECTORS_WRITTEN_AT]) * SECTOR_BYTES;
    }

    /** Makes the kernel write what it still holds back. */
    void settle() throws IOException {
        Process sync = new ProcessBuilder("sync").inheritIO().start();
        try {
            if (!sync.waitFor(SYNC_SECONDS_MAX, TimeUnit.SECONDS)) {
                sync.destroyForcibly();
                throw new IOException("sync does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("sync was interrupted", e);
        }
    }
}
