package org.jpmxcfs.log.chronicle;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueStore;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * Asks Chronicle for what plain reads have found, so that damage to its own documents, which have
 * no checksum, shows before anything relies on them.
 */
final class QueueCheck {
    /** A segment that was read, how many records it has and which index the last one tells. */
    record Scanned(Segment segment, long records, long lastIndex) {}

    /** No segment comes near this size. */
    private static final long POSITION_MAX = Integer.MAX_VALUE;

    private QueueCheck() {}

    /** The first file in which Chronicle does not find the first and the last record. */
    static Optional<Path> firstUnreadable(Path directory, Path oldest, List<Scanned> scanned) {
        if (scanned.isEmpty()) {
            return Optional.empty();
        }
        // A new tailer begins at the oldest file, whichever that is.
        Path file = oldest;
        try (SingleChronicleQueue queue = Chronicle.openReadOnly(directory);
                ExcerptTailer tailer = queue.createTailer()) {
            for (Scanned one : scanned) {
                file = one.segment().file();
                long first = one.segment().firstIndex() - 1;
                if (!endsInFile(queue, one.segment())
                        || !reads(tailer, one, 0, first)
                        || !reads(tailer, one, one.records() - 1, one.lastIndex())) {
                    return Optional.of(file);
                }
            }
            return Optional.empty();
        } catch (Exception | InternalError unreadable) {
            // The error is what the virtual machine makes of a position beyond the end of the file.
            return Optional.of(file);
        }
    }

    /**
     * Whether the position that the file tells for its last record can be one. A writer makes a
     * table of all pages up to it, which a damaged one lets grow until the memory ends.
     */
    private static boolean endsInFile(SingleChronicleQueue queue, Segment segment) {
        SingleChronicleQueueStore store = queue.storeForCycle(segment.cycle(), 0, false, null);
        if (store == null) {
            return false;
        }
        try {
            long position = store.writePosition();
            return position >= 0 && position <= POSITION_MAX;
        } finally {
            queue.closeStore(store);
        }
    }

    private static boolean reads(ExcerptTailer tailer, Scanned one, long sequence, long index) {
        int cycle = one.segment().cycle();
        if (!tailer.moveToIndex(SegmentFiles.ROLL_CYCLE.toIndex(cycle, sequence))) {
            return false;
        }
        try (DocumentContext document = tailer.readingDocument()) {
            return document.isPresent()
                    && document.wire().bytes().readRemaining() >= RecordFormat.HEADER_BYTES
                    && index
                            == document.wire()
                                    .bytes()
                                    .readLong(
                                            document.wire().bytes().readPosition()
                                                    + RecordFormat.INDEX_AT);
        }
    }
}
