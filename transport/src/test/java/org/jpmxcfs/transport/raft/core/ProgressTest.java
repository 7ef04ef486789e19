package org.jpmxcfs.transport.raft.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final int WINDOW_BYTES = 100;

    private final Progress progress = new Progress(258, 0);

    @Test
    void shouldPipelineFromBehindMatchWhenProbeWasAhead() {
        // given a probe at 258
        progress.sent(257, 0, 0);

        // when another answer says that the journals agree up to 151
        progress.accepted(151, 1);

        // then what follows is sent from there, and no gap is left
        assertEquals(Progress.Mode.PIPELINE, progress.mode());
        assertEquals(152, progress.next());
    }

    @Test
    void shouldSendUntilWindowIsFullAndAgainWhenAnswered() {
        progress.sent(257, 0, 0);
        progress.accepted(257, 1);

        progress.sent(258, 60, 2);
        assertTrue(progress.isReady(WINDOW_BYTES));
        progress.sent(259, 60, 2);
        assertFalse(progress.isReady(WINDOW_BYTES));
        progress.accepted(258, 3);

        assertTrue(progress.isReady(WINDOW_BYTES));
        assertEquals(260, progress.next());
    }

    @Test
    void shouldProbeAtTheSamePlaceWhilePeerIsSilent() {
        progress.sent(257, 0, 0);

        progress.retry();

        assertEquals(Progress.Mode.PROBE, progress.mode());
        assertEquals(258, progress.next());
    }

    @Test
    void shouldGoBackToMatchWhenPipelineStalls() {
        progress.sent(257, 0, 0);
        progress.accepted(257, 1);
        progress.sent(270, 10, 2);

        progress.retry();

        assertEquals(Progress.Mode.PROBE, progress.mode());
        assertEquals(258, progress.next());
    }

    @Test
    void shouldIgnoreRefusalOfWhatIsKnownToAgree() {
        progress.sent(257, 0, 0);
        progress.accepted(257, 1);
        progress.sent(260, 10, 2);

        progress.refused(100, 90);

        assertEquals(Progress.Mode.PIPELINE, progress.mode());
        assertEquals(261, progress.next());
    }

    @Test
    void shouldStartOverWhenPeerHasRestarted() {
        progress.heard(1, false, 300, 0);
        progress.sent(257, 0, 0);
        progress.accepted(257, 1);

        boolean restarted = progress.heard(2, true, 300, 2);

        assertTrue(restarted && progress.isDoubtful());
        assertEquals(0, progress.match());
        assertEquals(301, progress.next());
        assertEquals(Progress.Mode.PROBE, progress.mode());
    }

    @Test
    void shouldSendAgainAfterSilence() {
        progress.sent(257, 0, 0);
        progress.accepted(257, 1);
        progress.sent(260, 10, 5);

        assertFalse(progress.isStalled(100, 104));
        assertTrue(progress.isStalled(100, 105));
    }
}
