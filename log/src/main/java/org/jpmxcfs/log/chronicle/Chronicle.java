package org.jpmxcfs.log.chronicle;

import java.nio.file.Path;
import net.openhft.chronicle.core.Jvm;
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

    static {
        // Set before the first class of Chronicle loads; what a user set stays.
        silence("chronicle.analytics.disable");
        silence("chronicle.announcer.disable");
        silence("chronicle.disk.monitor.disable");
        Jvm.setDebugExceptionHandler(ExceptionHandler.ignoresEverything());
        Jvm.setPerfExceptionHandler(ExceptionHandler.ignoresEverything());
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

    private static void silence(String property) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, "true");
        }
    }
}
