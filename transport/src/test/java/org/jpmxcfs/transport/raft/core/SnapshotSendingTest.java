package org.jpmxcfs.transport.raft.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.jpmxcfs.log.Ballot;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.transport.raft.wire.Message;
import org.junit.jupiter.api.Test;

class SnapshotSendingTest {
    private static final int PEER = 2;
    private static final int TOTAL_BYTES = 1000;

    private final Settings settings = Settings.defaults();
    private final Recovery recovery =
            new Recovery(Ballot.NONE, new Mark(10, 1, List.of()), 10, 10, false);
    private final Source source =
            new Source() {
                @Override
                public List<Entry> entries(long fromIndex, int bytesMax, int countMax) {
                    throw new AssertionError("no entries here");
                }

                @Override
                public byte[] snapshotBytes(Mark mark, long offset, int count) {
                    return new byte[count];
                }
            };
    private final Log log = new Log(recovery, source, 0);
    private final SnapshotSending sending =
            new SnapshotSending(
                    new Standing(1, settings, new SplittableRandom(1), Ballot.NONE, 0),
                    log,
                    settings,
                    source);

    @Test
    void shouldAskAgainWhenAnswerAboutInstallationIsLost() {
        // given a peer that has the whole snapshot
        sendWhole();
        sending.replied(PEER, new Message.SnapshotReply(0, 10, TOTAL_BYTES, false, 1), 1);
        assertEquals(0, chunksAt(2));

        // when nothing is heard of how the installation went
        int chunks = chunksAt(2 + settings.retryNanos());

        // then its last part is sent again
        assertEquals(1, chunks);
    }

    @Test
    void shouldBeginAnewWhenPeerHasNothing() {
        sendWhole();

        sending.replied(PEER, new Message.SnapshotReply(0, 10, 0, false, 1), 1);

        assertEquals(1, chunksAt(2));
    }

    @Test
    void shouldKeepJournalFromSnapshotOnUntilItIsInstalled() {
        sendWhole();
        assertEquals(10, sending.neededAfter());

        assertTrue(sending.replied(PEER, new Message.SnapshotReply(0, 10, 0, true, 1), 1));

        assertEquals(Long.MAX_VALUE, sending.neededAfter());
    }

    private void sendWhole() {
        Turn asks = new Turn(0);
        sending.tend(PEER, asks);
        assertEquals(List.of(new Effects.Errand.TakeSnapshot()), asks.effects().request());
        sending.taken(new Input.SnapshotTaken(10, TOTAL_BYTES, new byte[32]));
        assertEquals(1, chunksAt(0));
    }

    private int chunksAt(long nowNanos) {
        Turn turn = new Turn(nowNanos);
        sending.tend(PEER, turn);
        return turn.effects().send().size();
    }
}
