package org.jpmxcfs.fuse.ordering.corosync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jpmxcfs.log.Journal;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.materializer.Materializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tree that a node brings into a cluster on its first start: the corosync.conf of its machine
 * and nothing else, so that every tree with a history goes before it.
 */
final class FirstTree {
    private static final Logger LOG = LoggerFactory.getLogger(FirstTree.class);
    private static final Location CONF = Location.of("corosync.conf");

    private final Journal journal;
    private final Materializer materializer;
    private final Path hostConfig;

    FirstTree(Journal journal, Materializer materializer, Path hostConfig) {
        this.journal = journal;
        this.materializer = materializer;
        this.hostConfig = hostConfig;
    }

    /** Puts the file into a tree that was never changed; before the engine begins. */
    void makeWhereEmpty() throws IOException {
        boolean isEmpty = materializer.tree().entryCount() == 1;
        if (isEmpty && Files.isRegularFile(hostConfig)) {
            byte[] content = Files.readAllBytes(hostConfig);
            add(new Mutation.Create(CONF));
            add(new Mutation.Write(CONF, 0, content));
            LOG.info("corosync.conf of the tree is that of {}", hostConfig);
        }
    }

    private void add(Mutation mutation) throws JournalException {
        Entry entry =
                new Entry(journal.lastIndex() + 1, 0, 0, 0, System.currentTimeMillis(), mutation);
        journal.append(entry);
        materializer.apply(entry);
    }
}
