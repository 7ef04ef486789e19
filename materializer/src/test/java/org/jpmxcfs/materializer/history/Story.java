package org.jpmxcfs.materializer.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jpmxcfs.log.InMemoryJournal;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;

/** A journal that a test writes; entry n was asked for at second 1000 + n by node 1. */
final class Story {
    static final UUID JOURNAL_ID = UUID.fromString("00000000-0000-4000-8000-000000000001");

    final InMemoryJournal journal = new InMemoryJournal();

    long add(Mutation mutation) {
        long index = journal.lastIndex() + 1;
        journal.append(new Entry(index, 0, 1, 0, (1000 + index) * 1000, mutation));
        return index;
    }

    Story directories(String... paths) {
        for (String path : paths) {
            add(new Mutation.MakeDirectory(Location.of(path)));
        }
        return this;
    }

    Story create(String path, String text) {
        add(new Mutation.Create(Location.of(path)));
        return write(path, text);
    }

    Story write(String path, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        add(new Mutation.Write(Location.of(path), 0, bytes));
        return this;
    }

    Story rename(String from, String to) {
        add(new Mutation.Rename(Location.of(from), Location.of(to)));
        return this;
    }

    Story delete(String path) {
        add(new Mutation.Delete(Location.of(path)));
        return this;
    }

    /** As Proxmox's tools write: another file, renamed over the old one. */
    Story replace(String path, String text) {
        return create(path + ".tmp.7", text).rename(path + ".tmp.7", path);
    }

    Past past() throws IOException {
        return Past.open(journal, JOURNAL_ID, Path.of("/nonexistent/base.db"));
    }

    /** The history of a path, each change as {@code index kind path->target before->after}. */
    List<String> history(String path) throws IOException {
        try (Past past = past()) {
            return new PathHistory(past, path)
                    .read(Progress.NONE).steps().stream().map(Story::text).toList();
        }
    }

    static String text(Step step) {
        return "%d %s %s%s %d->%d"
                .formatted(
                        step.index(),
                        step.kind().word(),
                        step.path(),
                        step.target() == null ? "" : "->" + step.target(),
                        step.sizeBefore(),
                        step.sizeAfter());
    }
}
