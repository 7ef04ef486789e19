package org.jpmxcfs.log.chronicle;

import java.nio.file.Path;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.Memory;
import net.openhft.chronicle.core.OS;
import net.openhft.chronicle.core.onoes.ExceptionHandler;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;

/**
 * Opens queues, all with the same settings, and keeps Chronicle quiet.
 *
 * <p>Chronicle throws checked exceptions without declaring them: calls into it are guarded by
 * {@code catch (Exception)}.
 */
final class Chronicle {
    /** A record may be a quarter of a block; the largest is a little over 1 MiB. */
    private static final long BLOCK_BYTES = 8 << 20;

    /** How long Chronicle waits for a writer that died, milliseconds. */
    private static final long TIMEOUT_MILLIS = 1_000;

    /** Calls after which the virtual machine has compiled what it is called with. */
    private static final int WARM_CALLS = 20_000;

    static {
        // Set before the first class of Chronicle loads; what a user set stays.
        silence("chronicle.analytics.disable");
        silence("chronicle.announcer.disable");
        silence("chronicle.disk.monitor.disable");
        Jvm.setDebugExceptionHandler(ExceptionHandler.ignoresEverything());
        Jvm.setPerfExceptionHandler(ExceptionHandler.ignoresEverything());
        compileSwaps();
    }

    private Chronicle() {}

    static SingleChronicleQueue open(Path directory, TimeProvider time) {
        return builder(directory).timeProvider(time).build();
    }

    static SingleChronicleQueue openReadOnly(Path directory) {
        return builder(directory).readOnly(true).build();
    }

    private static SingleChronicleQueueBuilder builder(Path directory) {
        return SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(SegmentFiles.ROLL_CYCLE)
                .blockSize(BLOCK_BYTES)
                .timeoutMS(TIMEOUT_MILLIS);
    }

    /**
     * A failed disk shows as a fault in mapped memory. The virtual machine turns it into an {@code
     * InternalError} except where it still interprets a compare-and-swap: there it dies. Chronicle
     * ends each record with one, so they are compiled before the first record.
     */
    private static void compileSwaps() {
        Memory memory = OS.memory();
        long address = memory.allocate(Long.BYTES);
        try {
            for (int i = 0; i < WARM_CALLS; i++) {
                memory.compareAndSwapInt(address, i, i);
                memory.compareAndSwapLong(address, i, i);
            }
        } finally {
            memory.freeMemory(address, Long.BYTES);
        }
    }

    private static void silence(String property) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, "true");
        }
    }
}
