package org.jpmxcfs.transport.corosync.sync;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jpmxcfs.transport.corosync.wire.DcdbMessage;
import org.jpmxcfs.transport.corosync.wire.Row;

/** Carries out what a group asks for, on a tree in memory. */
final class GroupShell implements FileEffect.Handler {
    private final FileGroup group;
    private final MemoryTree tree;
    private final List<byte[]> sent = new ArrayList<>();
    private final Map<Long, Row> transfer = new LinkedHashMap<>();
    private final List<Integer> results = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<FileEffect.Verified> verified = new ArrayList<>();
    private FileInput answer; // to the last effect, if it has one
    private int leaves;

    GroupShell(FileGroup group, MemoryTree tree) {
        this.group = group;
        this.tree = tree;
    }

    /** Takes an input and all that follows from it on this node. */
    void step(FileInput input, Moment now) {
        FileInput next = input;
        while (next != null) {
            answer = null;
            group.step(next, now).forEach(effect -> effect.accept(this));
            next = answer;
        }
    }

    /** What was sent so far. */
    List<byte[]> sent() {
        return sent;
    }

    MemoryTree tree() {
        return tree;
    }

    /** Results of the changes that were submitted here. */
    List<Integer> results() {
        return results;
    }

    List<FileEffect.Verified> verified() {
        return verified;
    }

    List<String> notes() {
        return notes;
    }

    int leaves() {
        return leaves;
    }

    @Override
    public void multicast(FileEffect.Multicast effect) {
        sent.add(effect.message());
    }

    @Override
    public void sendState(FileEffect.SendState effect) {
        sent.add(new DcdbMessage.State(effect.seconds(), effect.epoch(), tree.index()).encode());
    }

    @Override
    public void sendRows(FileEffect.SendRows effect) {
        for (long inode : effect.inodes()) {
            Row row = tree.row(inode);
            sent.add(new DcdbMessage.Update(effect.seconds(), effect.epoch(), row).encode());
        }
    }

    @Override
    public void apply(FileEffect.Apply effect) {
        int result = tree.apply(effect.from().nodeId(), effect.seconds(), effect.change());
        if (effect.token() != 0) {
            results.add(result);
        }
    }

    @Override
    public void denied(FileEffect.Denied effect) {}

    /** Every lock that is asked for in the scenarios is old enough. */
    @Override
    public void askLock(FileEffect.AskLock effect) {
        answer = new FileInput.LockExpired(effect.path(), effect.digest());
    }

    @Override
    public void beginTransfer(FileEffect.BeginTransfer effect) {
        transfer.clear();
    }

    @Override
    public void putRow(FileEffect.PutRow effect) {
        transfer.put(effect.row().inode(), effect.row());
    }

    @Override
    public void abandonTransfer(FileEffect.AbandonTransfer effect) {
        transfer.clear();
    }

    @Override
    public void commitTransfer(FileEffect.CommitTransfer effect) {
        tree.take(transfer.values(), effect.dropped());
        answer = new FileInput.TransferDone(tree.index().equals(effect.target()));
    }

    @Override
    public void takeChecksum(FileEffect.TakeChecksum effect) {
        answer = new FileInput.ChecksumTaken(effect.ticket(), tree.checksum());
    }

    @Override
    public void verified(FileEffect.Verified effect) {
        verified.add(effect);
    }

    @Override
    public void leaderFound(FileEffect.LeaderFound effect) {}

    @Override
    public void sameTree(FileEffect.SameTree effect) {}

    @Override
    public void modeChanged(FileEffect.ModeChanged effect) {}

    @Override
    public void leave(FileEffect.Leave effect) {
        notes.add("leave: " + effect.reason());
        leaves++;
    }

    @Override
    public void noted(FileEffect.Noted effect) {
        notes.add(effect.note().text());
    }
}
