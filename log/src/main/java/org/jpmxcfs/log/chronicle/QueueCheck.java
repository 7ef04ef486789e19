package org.jpmxcfs.log.chronicle;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * Asks Chronicle for what plain reads have found, so that damage to its own documents, which have
 * no checksum, shows before anything relies on them.
 */
final class QueueCheck {
    /** A segment that was read, how many records it has and which index the last one tells. */
    record Scanned(Segment segment, long records, long lastIndex) {}

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
                if (!reads(tailer, one, 0, first)
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
