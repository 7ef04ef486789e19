package org.jpmxcfs.transport.corosync;

import java.util.ArrayDeque;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Transfer;
import org.jpmxcfs.transport.corosync.sync.FileEffect;
import org.jpmxcfs.transport.corosync.wire.Row;
import org.jpmxcfs.transport.corosync.wire.Sha256;
import org.jpmxcfs.transport.corosync.wire.TreeIndex;

/**
 * The entries of state transfers. While one is open nothing else may come between, so lines of the
 * cluster log wait for its end. One thread at a time.
 */
final class Transfers {
    private static final String SYNCHRONISATION = "synchronisation";
    private static final String TAKEN_AWAY = "pmxcfs removes the target of a rename it refuses";

    private final Entries entries;
    private final GroupTree tree;
    private final ArrayDeque<Runnable> lines = new ArrayDeque<>();
    private boolean isOpen;

    Transfers(Entries entries, GroupTree tree) {
        this.entries = entries;
        this.tree = tree;
    }

    /** Keeps a line of the cluster log, now or at the end of the open transfer. */
    void keepLine(int writer, Mutation.LogMessage line) {
        lines.add(() -> entries.add(writer, seconds(), line));
        keepLines();
    }

    void begin(FileEffect.BeginTransfer effect) {
        isOpen = true;
        int leader = effect.leader().nodeId();
        long version = effect.target().version();
        entries.add(leader, seconds(), begun(leader, version, SYNCHRONISATION));
    }

    void put(Row row) {
        entries.add(
                row.writer(),
                seconds(),
                new Transfer.Row(
                        row.inode(),
                        row.parent(),
                        row.version(),
                        row.writer(),
                        row.mtime(),
                        row.type() == Row.DIRECTORY,
                        row.name(),
                        row.data()));
    }

    /** Whether the tree is that of the leader now. */
    boolean commit(FileEffect.CommitTransfer effect) {
        int leader = effect.leader().nodeId();
        long[] dropped = effect.dropped().stream().mapToLong(Long::longValue).toArray();
        for (Transfer.Dropped part : Transfer.Dropped.of(dropped)) {
            entries.add(leader, seconds(), part);
        }
        boolean isDone = entries.add(leader, seconds(), committed(effect.target())).isDone();
        end();
        return isDone;
    }

    /** What has come so far is nothing, as soon as anything else is an entry. */
    void abandon() {
        end();
    }

    /** Takes an entry away as pmxcfs does: the tree is another one, and its version is the same. */
    void takeAway(long inode) {
        Row root = tree.row(0);
        TreeIndex target = tree.index().without(inode, root);
        entries.add(0, seconds(), begun(root.writer(), root.version(), TAKEN_AWAY));
        entries.add(0, seconds(), new Transfer.Dropped(new long[] {inode}));
        entries.add(0, seconds(), committed(target));
    }

    private void end() {
        isOpen = false;
        keepLines();
    }

    private void keepLines() {
        while (!isOpen && !lines.isEmpty()) {
            lines.remove().run();
        }
    }

    private static Transfer.Begun begun(int node, long version, String reason) {
        return new Transfer.Begun(Transfer.Source.NODE, node, version, reason);
    }

    private static Transfer.Committed committed(TreeIndex target) {
        return new Transfer.Committed(Sha256.begin().digest(target.encode()));
    }

    private static int seconds() {
        return (int) (System.currentTimeMillis() / 1000);
    }
}
