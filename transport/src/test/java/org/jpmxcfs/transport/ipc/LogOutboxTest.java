package org.jpmxcfs.transport.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.jpmxcfs.log.model.Mutation.LogMessage;
import org.junit.jupiter.api.Test;

class LogOutboxTest {
    private final RecordingSequencer sequencer = new RecordingSequencer();

    @Test
    void shouldSubmitInOrderBeforeItCloses() {
        // when
        try (LogOutbox outbox = new LogOutbox(sequencer)) {
            assertTrue(outbox.offer(message("a")));
            assertTrue(outbox.offer(message("b")));
        }
        // then
        assertEquals(List.of(message("a"), message("b")), sequencer.submitted());
    }

    @Test
    void shouldHaveSubmittedWhenPatienceIsLongEnough() {
        try (LogOutbox outbox = new LogOutbox(sequencer)) {
            // when
            outbox.offer(message("a"), 10_000);
            // then
            assertEquals(List.of(message("a")), sequencer.submitted());
        }
    }

    @Test
    void shouldKeepMessagesWhenQuorumIsLostAndFull() {
        // given
        sequencer.setQuorate(false);
        try (LogOutbox outbox = new LogOutbox(sequencer)) {
            // when
            int taken = 0;
            while (outbox.offer(message("m" + taken), 10_000)) {
                taken++;
            }
            // then
            int expected = taken;
            assertTrue(expected >= 1024, () -> expected + " taken");
            sequencer.setQuorate(true);
            assertTimeoutPreemptively(
                    Duration.ofSeconds(10),
                    () -> {
                        while (sequencer.submitted().size() < expected) {
                            Thread.onSpinWait();
                        }
                    });
            assertEquals(message("m0"), sequencer.submitted().get(0));
        }
    }

    @Test
    void shouldTakeNothingWhenClosed() {
        // given
        LogOutbox outbox = new LogOutbox(sequencer);
        // when
        outbox.close();
        // then
        assertFalse(outbox.offer(message("a")));
    }

    private static LogMessage message(String text) {
        return new LogMessage(6, 1, "n1", "root@pam", "test", text);
    }
}
