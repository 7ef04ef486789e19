package org.jpmxcfs.transport.corosync.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.transport.corosync.wire.DcdbMessage;
import org.jpmxcfs.transport.corosync.wire.Envelope;
import org.jpmxcfs.transport.corosync.wire.Epoch;
import org.jpmxcfs.transport.corosync.wire.FileChange;
import org.jpmxcfs.transport.corosync.wire.MessageType;
import org.jpmxcfs.transport.corosync.wire.Peer;
import org.jpmxcfs.transport.corosync.wire.TreeIndex;
import org.junit.jupiter.api.Test;

/** A group, input by input. */
class FileGroupTest {
    private static final long SECONDS = 1_000_000_000L;
    private static final Peer SELF = new Peer(2, 20);
    private static final Peer LOW = new Peer(1, 10);
    private static final Peer HIGH = new Peer(3, 30);
    private static final Epoch EPOCH = new Epoch(7, 100, 1, 10);
    private static final FileChange CHANGE = new FileChange.Create("f");

    private final MemoryTree tree = new MemoryTree(1, 0, 0);
    private final MemoryTree newer = new MemoryTree(1, 0, 0);
    private final FileGroup group = new FileGroup(Settings.usual());
    private Moment now = new Moment(0, 1000);

    FileGroupTest() {
        newer.apply(1, 500, new FileChange.Create("g"));
    }

    @Test
    void shouldSendAChangeOnlyOnceItIsSynced() {
        quorate();
        step(new FileInput.Joining(SELF));
        step(new FileInput.MembersChanged(List.of(SELF, LOW), List.of(SELF)));

        List<FileEffect> submitted = step(new FileInput.Submitted(1, CHANGE));
        List<FileEffect> synced = synchronise(tree, tree);

        assertEquals(List.of(), submitted);
        assertEquals(1, changes(synced).size());
    }

    @Test
    void shouldRefuseAChangeThatWaitsTooLong() {
        quorate();
        step(new FileInput.Joining(SELF));
        step(new FileInput.Submitted(1, CHANGE));

        now = new Moment(10 * SECONDS, 1010);
        List<FileEffect> effects = step(new FileInput.Tick());

        assertEquals(List.of(new FileEffect.Denied(1, Denial.BUSY)), effects);
    }

    @Test
    void shouldRefuseAtOnceWithoutQuorum() {
        step(new FileInput.Joining(SELF));

        List<FileEffect> effects = step(new FileInput.Submitted(1, CHANGE));

        assertEquals(List.of(new FileEffect.Denied(1, Denial.NO_QUORUM)), effects);
    }

    @Test
    void shouldRefuseAtOnceInAnErrorMode() {
        alone();
        step(new FileInput.Broken("disk full"));

        List<FileEffect> effects = step(new FileInput.Submitted(1, CHANGE));

        assertEquals(List.of(new FileEffect.Denied(1, Denial.BUSY)), effects);
    }

    @Test
    void shouldRefuseWhatTheProtocolCannotSay() {
        alone();

        List<FileEffect> effects = step(new FileInput.Submitted(1, new FileChange.Create("a\0b")));

        assertEquals(List.of(new FileEffect.Denied(1, Denial.INVALID)), effects);
    }

    @Test
    void shouldAnswerTheCallerWhenItsChangeComesBack() {
        alone();
        byte[] sent = changes(step(new FileInput.Submitted(5, CHANGE))).get(0);

        List<FileEffect> effects = step(new FileInput.Delivered(SELF, sent));

        assertEquals(List.of(new FileEffect.Apply(SELF, 1000, CHANGE, 5)), effects);
        assertEquals(0, group.underWayCount());
    }

    @Test
    void shouldLeaveOverAChangeWithoutQuorumAndTellItsCaller() {
        alone();
        byte[] sent = changes(step(new FileInput.Submitted(5, CHANGE))).get(0);
        step(new FileInput.QuorumChanged(false));

        List<FileEffect> effects = step(new FileInput.Delivered(SELF, sent));

        assertTrue(effects.contains(new FileEffect.Denied(5, Denial.LOST_QUORUM)));
        assertEquals(Mode.LEAVE, group.mode());
    }

    @Test
    void shouldNotKnowWhatBecameOfAChangeThatAnOlderHandleSent() {
        alone();
        step(new FileInput.Submitted(5, CHANGE));

        List<FileEffect> effects = step(new FileInput.Joining(SELF));

        assertTrue(effects.contains(new FileEffect.Denied(5, Denial.UNKNOWN)));
    }

    @Test
    void shouldLetOnlySoManyChangesBeUnderWay() {
        alone();
        int limit = Settings.usual().underWayMax();
        List<byte[]> sent = new ArrayList<>();
        for (int token = 1; token <= limit + 1; token++) {
            sent.addAll(changes(step(new FileInput.Submitted(token, CHANGE))));
        }

        List<FileEffect> effects = step(new FileInput.Delivered(SELF, sent.get(0)));

        assertEquals(limit, sent.size());
        assertEquals(1, changes(effects).size());
    }

    @Test
    void shouldDoNothingElseUntilATransferIsDone() {
        follow();
        List<FileEffect> completed = step(new FileInput.Delivered(LOW, complete().encode()));
        byte[] change = new DcdbMessage.Change(1, 1, CHANGE).encode();

        List<FileEffect> held = step(new FileInput.Delivered(LOW, change));
        List<FileEffect> done = step(new FileInput.TransferDone(true));

        assertInstanceOf(FileEffect.CommitTransfer.class, completed.get(completed.size() - 1));
        assertEquals(List.of(), held);
        assertTrue(done.contains(new FileEffect.Apply(LOW, 1, CHANGE, 0)));
        assertEquals(Mode.SYNCED, group.mode());
    }

    @Test
    void shouldLeaveWhenATransferComesToNothing() {
        follow();
        step(new FileInput.Delivered(LOW, complete().encode()));

        List<FileEffect> effects = step(new FileInput.TransferDone(false));

        FileEffect.Leave leave = leave(effects);
        assertTrue(leave.rejoins());
        assertEquals(0, leave.pauseNanos());
    }

    @Test
    void shouldNotCommitWhatTheLeaderLeftOut() {
        quorate();
        step(new FileInput.Joining(SELF));
        step(new FileInput.MembersChanged(List.of(SELF, LOW), List.of(SELF)));
        synchronise(tree, newer);

        List<FileEffect> effects = step(new FileInput.Delivered(LOW, complete().encode()));

        assertFalse(effects.stream().anyMatch(FileEffect.CommitTransfer.class::isInstance));
        assertTrue(effects.contains(new FileEffect.AbandonTransfer()));
        leave(effects);
    }

    @Test
    void shouldStayAwayLongerWhenLeavingHasBecomeAHabit() {
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            alone();
            pauses.add(leave(step(new FileInput.Delivered(SELF, new byte[3]))).pauseNanos());
        }

        assertEquals(0, pauses.get(0));
        assertTrue(pauses.get(1) > 0);
        assertEquals(Settings.usual().pauseNanosMax(), pauses.get(6));
    }

    @Test
    void shouldStayAwayFromANewerProtocol() {
        alone();
        byte[] newer = Envelope.sync(2, MessageType.SYNC_START, 0, EPOCH, new byte[0]).encode();

        FileEffect.Leave leave = leave(step(new FileInput.Delivered(LOW, newer)));
        step(new FileInput.Joining(SELF));

        assertFalse(leave.rejoins());
        assertEquals(Mode.VERSION_ERROR, group.mode());
    }

    @Test
    void shouldIgnoreAnOlderProtocol() {
        alone();
        byte[] older = Envelope.sync(0, MessageType.SYNC_START, 0, EPOCH, new byte[0]).encode();

        List<FileEffect> effects = step(new FileInput.Delivered(SELF, older));

        assertEquals(List.of(), effects);
        assertEquals(Mode.SYNCED, group.mode());
    }

    @Test
    void shouldSayThatTreesAreTheSameOnlyWhereAStateHasShownIt() {
        quorate();
        step(new FileInput.Joining(SELF));
        step(new FileInput.MembersChanged(List.of(SELF, LOW), List.of(LOW)));

        List<FileEffect> leading = synchronise(newer, tree);
        List<FileEffect> completed = step(new FileInput.Delivered(SELF, complete().encode()));

        // The other one may be cut off before it has taken over the rows.
        assertTrue(leading.contains(new FileEffect.SameTree(List.of(SELF))));
        assertFalse(completed.stream().anyMatch(FileEffect.SameTree.class::isInstance));
    }

    @Test
    void shouldAskForAnUnlockOnlyAtTheLowestNode() {
        byte[] request =
                new DcdbMessage.Change(
                                1, 1, new FileChange.RequestUnlock("priv/lock/l", new byte[32]))
                        .encode();
        pair();
        List<FileEffect> higher = step(new FileInput.Delivered(LOW, request));
        alone();
        List<FileEffect> lowest = step(new FileInput.Delivered(HIGH, request));

        assertFalse(higher.stream().anyMatch(FileEffect.AskLock.class::isInstance));
        assertTrue(lowest.stream().anyMatch(FileEffect.AskLock.class::isInstance));
    }

    @Test
    void shouldVerifyEveryHourAtTheLowestNode() {
        alone();
        step(new FileInput.Tick());
        now = new Moment(3600 * SECONDS, 4600);

        List<FileEffect> asked = step(new FileInput.Tick());

        assertEquals(1, asked.size());
        FileEffect.Multicast request = (FileEffect.Multicast) asked.get(0);
        List<FileEffect> taken = step(new FileInput.Delivered(SELF, request.message()));
        assertEquals(List.of(new FileEffect.TakeChecksum(1)), taken);
    }

    @Test
    void shouldCompareAChecksumThatIsTakenAfterTheAskersHasCome() {
        pair();
        byte[] sum = new byte[32];
        byte[] other = new byte[32];
        other[0] = 1;
        deliver(LOW, new DcdbMessage.VerifyRequest(1, EPOCH, 9));
        deliver(LOW, new DcdbMessage.Verify(1, EPOCH, 9, sum));

        List<FileEffect> equal = step(new FileInput.ChecksumTaken(1, sum));
        deliver(LOW, new DcdbMessage.VerifyRequest(1, EPOCH, 10));
        deliver(LOW, new DcdbMessage.Verify(1, EPOCH, 10, sum));
        List<FileEffect> unequal = step(new FileInput.ChecksumTaken(2, other));

        assertEquals(List.of(new FileEffect.Verified(LOW, true)), equal);
        assertTrue(unequal.contains(new FileEffect.Verified(LOW, false)));
        leave(unequal);
    }

    @Test
    void shouldNotCompareAChecksumOfAnotherPlace() {
        pair();
        deliver(LOW, new DcdbMessage.VerifyRequest(1, EPOCH, 9));
        step(new FileInput.ChecksumTaken(1, new byte[32]));
        deliver(HIGH, new DcdbMessage.VerifyRequest(1, EPOCH, 10));
        step(new FileInput.ChecksumTaken(2, new byte[32]));

        byte[] sum = new byte[32];
        sum[0] = 1;
        List<FileEffect> late = deliver(LOW, new DcdbMessage.Verify(1, EPOCH, 9, sum));

        assertEquals(List.of(), late);
    }

    @Test
    void shouldWarnOnceOfAClockThatDiffers() {
        pair();
        byte[] ahead = new DcdbMessage.Change(1600, 1, CHANGE).encode();

        List<FileEffect> first = step(new FileInput.Delivered(LOW, ahead));
        List<FileEffect> second = step(new FileInput.Delivered(LOW, ahead));

        assertTrue(first.stream().anyMatch(FileEffect.Noted.class::isInstance));
        assertFalse(second.stream().anyMatch(FileEffect.Noted.class::isInstance));
    }

    private void quorate() {
        step(new FileInput.QuorumChanged(true));
    }

    private void alone() {
        quorate();
        step(new FileInput.Joining(SELF));
        step(new FileInput.MembersChanged(List.of(SELF), List.of(SELF)));
    }

    /** Synced with a lower node. */
    private void pair() {
        quorate();
        step(new FileInput.Joining(SELF));
        step(new FileInput.MembersChanged(List.of(SELF, LOW), List.of(SELF)));
        synchronise(tree, tree);
    }

    /** Has all rows of a leader. */
    private void follow() {
        quorate();
        step(new FileInput.Joining(SELF));
        step(new FileInput.MembersChanged(List.of(SELF, LOW), List.of(SELF)));
        synchronise(tree, newer);
        newer.rows().forEach(row -> deliver(LOW, new DcdbMessage.Update(1, EPOCH, row)));
    }

    private List<FileEffect> synchronise(MemoryTree own, MemoryTree others) {
        List<FileEffect> effects =
                new ArrayList<>(deliver(LOW, new DcdbMessage.SyncStart(1000, EPOCH)));
        effects.addAll(deliver(SELF, state(own.index())));
        effects.addAll(deliver(LOW, state(others.index())));
        return effects;
    }

    private static DcdbMessage state(TreeIndex index) {
        return new DcdbMessage.State(1000, EPOCH, index);
    }

    private static DcdbMessage complete() {
        return new DcdbMessage.UpdateComplete(1000, EPOCH);
    }

    private List<FileEffect> deliver(Peer from, DcdbMessage message) {
        return step(new FileInput.Delivered(from, message.encode()));
    }

    private List<FileEffect> step(FileInput input) {
        List<FileEffect> effects = new ArrayList<>(group.step(input, now));
        effects.removeIf(FileEffect.ModeChanged.class::isInstance);
        return effects;
    }

    private static FileEffect.Leave leave(List<FileEffect> effects) {
        return (FileEffect.Leave)
                effects.stream()
                        .filter(FileEffect.Leave.class::isInstance)
                        .findFirst()
                        .orElseThrow();
    }

    private static List<byte[]> changes(List<FileEffect> effects) {
        List<byte[]> changes = new ArrayList<>();
        for (FileEffect effect : effects) {
            if (effect instanceof FileEffect.Multicast sent && isChange(sent.message())) {
                changes.add(sent.message());
            }
        }
        return changes;
    }

    private static boolean isChange(byte[] message) {
        try {
            return Envelope.decode(message).type() == MessageType.NORMAL;
        } catch (MalformedException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
