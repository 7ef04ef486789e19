package org.jpmxcfs.transport.corosync.sync;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.transport.corosync.wire.DcdbMessage;
import org.jpmxcfs.transport.corosync.wire.Envelope;
import org.jpmxcfs.transport.corosync.wire.FileChange;
import org.jpmxcfs.transport.corosync.wire.MessageType;
import org.jpmxcfs.transport.corosync.wire.Peer;
import org.jpmxcfs.transport.corosync.wire.TreeIndex;

/** What the group of the tree does with what its agreement has settled. */
final class FilePart implements Part {
    private static final byte[] NOTHING = {};

    private final List<FileEffect> effects;
    private final Submissions submissions;
    private final Verification verification = new Verification(new Orders());
    private final Set<Peer> companions = new TreeSet<>(); // members that had the same tree before
    private Agreement agreement;
    private Transfer transfer; // null unless rows of a leader are due
    private boolean isCommitting;
    private boolean isQuorate;

    FilePart(List<FileEffect> effects, Submissions submissions) {
        this.effects = effects;
        this.submissions = submissions;
    }

    /** The agreement that this is a part of, before anything else. */
    void attach(Agreement newAgreement) {
        agreement = newAgreement;
    }

    void setQuorate(boolean quorate) {
        isQuorate = quorate;
    }

    Verification verification() {
        return verification;
    }

    /** Whether a transfer has been handed over and its outcome is not known. */
    boolean isCommitting() {
        return isCommitting;
    }

    /** The outcome of a transfer that was handed over. */
    void transferDone(boolean done) {
        if (!isCommitting) {
            return;
        }
        isCommitting = false;
        List<Peer> synced = transfer.synced();
        transfer = null;
        if (done) {
            effects.add(new FileEffect.SameTree(synced));
            agreement.updated();
        } else {
            agreement.leave("the tree did not become the leader's");
        }
    }

    @Override
    public void sendState() {
        int seconds = agreement.now().wireSeconds();
        effects.add(new FileEffect.SendState(agreement.epoch(), seconds));
    }

    @Override
    public void statesIn(Roster roster) throws MalformedException {
        Map<Peer, TreeIndex> states = new LinkedHashMap<>();
        for (Roster.Member member : roster.all()) {
            states.put(member.peer(), TreeIndex.decode(member.state()));
        }
        Peer leader = leader(states);
        TreeIndex target = states.get(leader);
        TreeIndex own = states.get(agreement.self());
        for (Roster.Member member : roster.all()) {
            if (states.get(member.peer()).equals(target)) {
                member.setSynced();
            }
        }
        warnOfDrift(states, own);
        effects.add(new FileEffect.LeaderFound(leader, roster.synced(), roster.peers()));
        effects.add(new FileEffect.SameTree(havingTree(own, states)));
        if (leader.equals(agreement.self())) {
            lead(target, List.copyOf(states.values()));
        } else if (!own.equals(target)) {
            transfer = new Transfer(leader, own, target, roster.synced());
            effects.add(new FileEffect.BeginTransfer(leader, target));
        }
    }

    private static List<Peer> havingTree(TreeIndex tree, Map<Peer, TreeIndex> states) {
        List<Peer> having = new ArrayList<>();
        states.forEach(
                (peer, state) -> {
                    if (state.equals(tree)) {
                        having.add(peer);
                    }
                });
        return having;
    }

    /** The first member whose tree no other is ahead of. */
    private static Peer leader(Map<Peer, TreeIndex> states) {
        Peer leader = null;
        for (Map.Entry<Peer, TreeIndex> each : states.entrySet()) {
            if (leader == null || each.getValue().isAheadOf(states.get(leader))) {
                leader = each.getKey();
            }
        }
        return leader;
    }

    private void lead(TreeIndex own, List<TreeIndex> all) {
        List<Long> lacked = Difference.lackedByAny(own, all);
        if (!lacked.isEmpty()) {
            int seconds = agreement.now().wireSeconds();
            effects.add(new FileEffect.SendRows(agreement.epoch(), seconds, lacked));
        }
        // Also after no row at all: whoever waits, waits for this.
        agreement.sendSync(MessageType.UPDATE_COMPLETE, NOTHING);
    }

    // Members that have applied the same messages must have the same tree. If not, a rule of the
    // tree was followed differently, and the node whose version has run ahead leads the others.
    private void warnOfDrift(Map<Peer, TreeIndex> states, TreeIndex own) {
        for (Peer companion : companions) {
            if (!own.equals(states.get(companion))) {
                note(
                        Note.Level.WARNING,
                        "the tree of node "
                                + companion.nodeId()
                                + " has drifted from this one without a change of members: "
                                + states.get(companion)
                                + " there, "
                                + own
                                + " here");
            }
        }
        companions.clear();
    }

    @Override
    public void deliver(Peer from, Envelope message) throws MalformedException {
        boolean isOwn = from.equals(agreement.self());
        if (!isQuorate) {
            long token = isOwn ? submissions.back(message.count()) : 0;
            if (token != 0) {
                effects.add(new FileEffect.Denied(token, Denial.LOST_QUORUM));
            }
            throw new MalformedException("a change without quorum");
        }
        FileChange change = ((DcdbMessage.Change) DcdbMessage.open(message)).change();
        long token = isOwn ? submissions.back(message.count()) : 0;
        effects.add(new FileEffect.Apply(from, message.seconds(), change, token));
        if (change instanceof FileChange.RequestUnlock lock && agreement.isLowest()) {
            effects.add(new FileEffect.AskLock(lock.path(), lock.digest()));
        }
    }

    @Override
    public void updateIn(Peer from, Envelope message) throws MalformedException {
        DcdbMessage.Update update = (DcdbMessage.Update) DcdbMessage.open(message);
        transfer.put(update.row());
        effects.add(new FileEffect.PutRow(update.row()));
    }

    @Override
    public void updateComplete() throws MalformedException {
        effects.add(transfer.complete());
        isCommitting = true;
    }

    @Override
    public void abandonUpdate() {
        if (transfer != null && !isCommitting) {
            transfer = null;
            effects.add(new FileEffect.AbandonTransfer());
        }
    }

    @Override
    public void verification(Peer from, Envelope message) throws MalformedException {
        DcdbMessage opened = DcdbMessage.open(message);
        if (opened instanceof DcdbMessage.VerifyRequest request) {
            verification.requested(from, agreement.self(), request);
        } else if (opened instanceof DcdbMessage.Verify verify) {
            verification.told(verify);
        }
    }

    @Override
    public void membersChanged(Roster roster) {
        verification.forget();
        companions.removeIf(peer -> !roster.contains(peer));
    }

    @Override
    public void allSynced(Roster roster) {
        companions.clear();
        companions.addAll(roster.peers());
    }

    @Override
    public void modeChanged(Mode mode) {
        if (mode == Mode.START || mode.isError()) {
            companions.clear();
            verification.forget();
        }
        effects.add(new FileEffect.ModeChanged(mode));
    }

    private void note(Note.Level level, String text) {
        effects.add(new FileEffect.Noted(new Note(level, text)));
    }

    private final class Orders implements Verification.Orders {
        @Override
        public void takeChecksum(long ticket) {
            effects.add(new FileEffect.TakeChecksum(ticket));
        }

        @Override
        public void tell(long id, byte[] checksum) {
            int seconds = agreement.now().wireSeconds();
            DcdbMessage verify = new DcdbMessage.Verify(seconds, agreement.epoch(), id, checksum);
            effects.add(new FileEffect.Multicast(verify.encode(), 0));
        }

        @Override
        public void compared(Peer asker, boolean matches) {
            effects.add(new FileEffect.Verified(asker, matches));
            if (!matches) {
                agreement.leave("the tree is not that of node " + asker.nodeId());
            }
        }
    }
}
