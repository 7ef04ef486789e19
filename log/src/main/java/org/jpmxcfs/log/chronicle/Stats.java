package org.jpmxcfs.log.chronicle;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.model.Entry;

/** Takes a {@link JournalStat}. */
final class Stats {
    /** Gives cursors, as a journal does. */
    @FunctionalInterface
    interface Readers {
        JournalReader reader(long fromIndex) throws JournalException;
    }

    private Stats() {}

    /**
     * {@code newestBytes} is what the newest segment takes. The others are told by the segment
     * after them: the size of a file means nothing, since Chronicle maps more than it uses.
     */
    static JournalStat of(
            Path directory, SegmentTable table, long newestBytes, long lastIndex, Readers readers)
            throws JournalException {
        List<JournalStat.SegmentStat> files = new ArrayList<>();
        for (int i = 0; i < table.all().size(); i++) {
            Segment segment = table.all().get(i);
            boolean isNewest = i == table.all().size() - 1;
            files.add(
                    new JournalStat.SegmentStat(
                            segment.file(),
                            segment.firstIndex(),
                            segment.start().timeMillis(),
                            isNewest
                                    ? newestBytes
                                    : table.all().get(i + 1).start().previousBytes()));
        }
        long first = table.firstIndex();
        return new JournalStat(
                directory,
                List.copyOf(files),
                first,
                lastIndex,
                first > lastIndex ? 0 : timeOf(readers, first),
                first > lastIndex ? 0 : timeOf(readers, lastIndex));
    }

    private static long timeOf(Readers readers, long index) throws JournalException {
        try (JournalReader reader = readers.reader(index)) {
            Entry entry = reader.next();
            return entry == null ? 0 : entry.timeMillis();
        }
    }
}
