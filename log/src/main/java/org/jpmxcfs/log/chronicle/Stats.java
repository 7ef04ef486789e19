package org.jpmxcfs.log.chronicle;

import java.io.IOException;
import java.nio.file.Files;
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

    /** {@code newestBytes} is what the newest segment takes, since its file is sparse. */
    static JournalStat of(
            Path directory, SegmentTable table, long newestBytes, long lastIndex, Readers readers)
            throws JournalException {
        List<JournalStat.SegmentStat> files = new ArrayList<>();
        for (Segment segment : table.all()) {
            long size = segment == table.newest() ? newestBytes : size(segment.file());
            files.add(
                    new JournalStat.SegmentStat(
                            segment.file(),
                            segment.firstIndex(),
                            segment.start().timeMillis(),
                            size));
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

    private static long size(Path file) throws JournalException {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw SegmentFiles.failed("can not read the size of " + file, e);
        }
    }

    private static long timeOf(Readers readers, long index) throws JournalException {
        try (JournalReader reader = readers.reader(index)) {
            Entry entry = reader.next();
            return entry == null ? 0 : entry.timeMillis();
        }
    }
}
