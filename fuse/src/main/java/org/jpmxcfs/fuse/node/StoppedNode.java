package org.jpmxcfs.fuse.node;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jpmxcfs.fuse.store.BootId;
import org.jpmxcfs.fuse.store.DataDirectory;
import org.jpmxcfs.fuse.store.Notices;
import org.jpmxcfs.fuse.store.Recovery;
import org.jpmxcfs.fuse.store.StorageSettings;
import org.jpmxcfs.fuse.store.Takeover;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.materializer.Materializer;
import org.jpmxcfs.materializer.sqlite.EditedTree;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.tree.TreeDifference;
import org.jpmxcfs.transport.Durability;
import org.jpmxcfs.transport.Sequencer;
import org.jpmxcfs.transport.local.LocalSequencer;

/**
 * The tree of a node whose daemon does not run, for commands that change it as a node of its own:
 * what they do gets into journal and database as a daemon's changes do. All entries of the journal
 * count, also those of which a cluster had not said yet whether they are final.
 */
public final class StoppedNode implements AutoCloseable {
    private final DataDirectory data;
    private final String nodeName;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final ChronicleJournal journal;
    private final Materializer materializer;
    private final Sequencer sequencer;

    private StoppedNode(DataDirectory data, String nodeName, Notices notices) throws IOException {
        this.data = data;
        this.nodeName = nodeName;
        Recovery recovery =
                new Recovery(
                        data, StorageSettings.DEFAULT, BootId.read(), Clock.systemUTC(), notices);
        Recovery.Opened parts = recovery.open();
        journal = parts.journal();
        materializer = parts.materializer();
        opened.push(parts.afterwards());
        opened.push(journal);
        opened.push(materializer);
        sequencer =
                new LocalSequencer(
                        journal, materializer::apply, Durability.BATCH, System::currentTimeMillis);
        opened.push(sequencer);
    }

    /**
     * Opens the node of a data directory, which this process holds locked.
     *
     * @param nodeName its name
     * @param notices is told what was mended
     * @throws IOException when that is not possible without guessing; the message is one line that
     *     names the remedy
     */
    public static StoppedNode open(DataDirectory data, String nodeName, Notices notices)
            throws IOException {
        return new StoppedNode(data, nodeName, notices);
    }

    /** Its tree. */
    public Tree tree() {
        return materializer.tree();
    }

    /** The order of its changes. */
    public Sequencer sequencer() {
        return sequencer;
    }

    /** Index of the last entry of its journal. */
    public long lastIndex() {
        return journal.lastIndex();
    }

    /**
     * Makes its tree equal to that of another database, by one transfer in its journal.
     *
     * @param database of jpmxcfs or pmxcfs, which nobody writes; never changed
     * @param reason why, for people
     * @return what was done, and what was left out, one line each
     * @throws IOException when that database cannot be read
     */
    public List<String> takeOver(Path database, String reason) throws IOException {
        Path copy = data.database().resolveSibling(data.database().getFileName() + ".edited");
        List<String> lines = new ArrayList<>();
        try (EditedTree edited = EditedTree.open(database, copy)) {
            Takeover takeover = new Takeover(journal, materializer, Clock.systemUTC());
            TreeDifference difference = takeover.difference(edited);
            lines.add(
                    difference.isRootOnly()
                            ? "no row differs: nothing was taken over"
                            : takeover.take(difference, reason));
            lines.addAll(edited.leftOut());
        }
        return lines;
    }

    /** Lines about the files of other nodes that it holds; empty when it names no cluster. */
    public List<String> otherNodes() {
        return new OtherNodes(tree(), Names.ofText(nodeName)).lines();
    }

    /** Brings everything to stable storage and closes it. */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                failure = failure == null ? new IOException(e.getMessage(), e) : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
