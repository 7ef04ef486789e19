package org.jpmxcfs.materializer.tree;

import java.util.Arrays;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.log.model.Transfer;

/**
 * What the parts of a transfer do: nothing that anybody sees until the commit, which puts another
 * tree in the place of the present one, if it is the one that it names. Writer only.
 */
final class TransferFold implements Transfer.Handler<Outcome> {
    private static final Outcome REFUSED = Outcome.refused(Refusal.INVALID);

    private final Nodes nodes;
    private final ContentCache contents;
    private final Views views;
    private final PendingChanges pending;
    private final TreeListener listener;
    private OpenTransfer open; // null when none is under way

    TransferFold(
            Nodes nodes,
            ContentCache contents,
            Views views,
            PendingChanges pending,
            TreeListener listener) {
        this.nodes = nodes;
        this.contents = contents;
        this.views = views;
        this.pending = pending;
        this.listener = listener;
    }

    /** The transfer that has begun and has come to no end, or null. */
    OpenTransfer open() {
        return open;
    }

    /** Something else follows: what has come so far is nothing. */
    void abandon() {
        open = null;
    }

    @Override
    public Outcome begun(Transfer.Begun part) {
        open = new OpenTransfer(part);
        return Outcome.done();
    }

    @Override
    public Outcome row(Transfer.Row part) {
        if (open == null) {
            return REFUSED;
        }
        open.put(part);
        return Outcome.done();
    }

    @Override
    public Outcome dropped(Transfer.Dropped part) {
        if (open == null) {
            return REFUSED;
        }
        open.drop(part.inodes());
        return Outcome.done();
    }

    @Override
    public Outcome committed(Transfer.Committed part) {
        if (open == null) {
            return REFUSED;
        }
        NextForest next = new NextForest(nodes, open);
        Outcome outcome = REFUSED;
        if (next.isTree() && Arrays.equals(digest(next), part.digest())) {
            publish(next);
            outcome = Outcome.done();
        }
        open = null;
        return outcome;
    }

    private byte[] digest(NextForest next) {
        Node[] inOrder = Nodes.inInodeOrder(next.forest());
        return TreeIndex.of(inOrder, contents.source()).digest();
    }

    private void publish(NextForest next) {
        pending.replaced(next, nodes::get);
        nodes.replace(next.forest(), next.totalBytes());
        next.gone().forEach(node -> contents.removed(node.inode));
        views.startOver(nodes);
        listener.replaced();
    }
}
