package org.jpmxcfs.fuse.store;

import java.io.IOException;
import java.time.InstantSource;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Transfer;
import org.jpmxcfs.materializer.Materializer;
import org.jpmxcfs.materializer.sqlite.EditedTree;
import org.jpmxcfs.materializer.sqlite.StoreException;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.tree.TreeDifference;

/** Makes the tree of a node equal to that of a database, by one transfer in its journal. */
public final class Takeover {
    private final ChronicleJournal journal;
    private final Materializer materializer;
    private final InstantSource clock;

    /** Appends to {@code journal}, which nobody else does meanwhile. */
    public Takeover(ChronicleJournal journal, Materializer materializer, InstantSource clock) {
        this.journal = journal;
        this.materializer = materializer;
        this.clock = clock;
    }

    /** What would change. */
    public TreeDifference difference(EditedTree edited) throws StoreException {
        Tree present = materializer.tree();
        return TreeDifference.of(present, edited.after(present.version(), clock.millis() / 1000));
    }

    /**
     * Changes it; on stable storage when this returns.
     *
     * @param reason why, for people
     * @return what was done and how it can be undone, in a few words
     */
    public String take(TreeDifference difference, String reason) throws IOException {
        long before = journal.lastIndex();
        Transfer.Begun begun =
                new Transfer.Begun(
                        Transfer.Source.DATABASE,
                        0,
                        materializer.tree().version(),
                        Names.ofText(reason));
        difference.forEachPart(begun, this::append);
        journal.sync(journal.lastIndex());
        materializer.flush();
        return "%d changed, %d came, %d went; taken over as entries %d to %d. To undo it: 'jpmxcfs restore . --at=%d'%s."
                .formatted(
                        difference.changedCount(),
                        difference.cameCount(),
                        difference.wentCount(),
                        before + 1,
                        journal.lastIndex(),
                        before,
                        difference.cameCount() > 0 ? ", and delete what came" : "");
    }

    private void append(Transfer part) throws IOException {
        Entry entry = new Entry(journal.lastIndex() + 1, 0, 0, 0, clock.millis(), part);
        journal.append(entry);
        Outcome outcome = materializer.apply(entry);
        if (!outcome.isDone()) {
            throw new IllegalStateException(
                    "entry " + entry.index() + " was refused: " + outcome.refusal());
        }
    }
}
