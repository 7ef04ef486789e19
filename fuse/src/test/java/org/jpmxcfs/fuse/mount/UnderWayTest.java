package org.jpmxcfs.fuse.mount;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UnderWayTest {
    private final UnderWay underWay = new UnderWay();

    @AutoClose("shutdownNow")
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @Test
    void shouldFinishWhatHasBegunAndBeginNothingAfterTheEnd() throws Exception {
        // given
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayFinish = new CountDownLatch(1);
        Future<?> request =
                threads.submit(
                        () -> {
                            assertTrue(underWay.enter());
                            begun.countDown();
                            mayFinish.await();
                            underWay.leave();
                            return null;
                        });
        begun.await();

        // when
        Future<Boolean> end = threads.submit(() -> underWay.end(TimeUnit.MINUTES.toNanos(1)));
        mayFinish.countDown();

        // then
        assertTrue(end.get());
        request.get();
        assertFalse(underWay.enter());
    }

    @Test
    void shouldGiveUpWhatIsNotAnsweredInTime() throws Exception {
        // given
        threads.submit(underWay::enter).get();

        // when, then
        assertFalse(underWay.end(1));
        assertFalse(threads.submit(underWay::enter).get());
    }
}
