package org.jpmxcfs.transport.ipc.qb;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jpmxcfs.transport.ipc.Answer;
import org.jpmxcfs.transport.ipc.Client;
import org.jpmxcfs.transport.ipc.IpcErrno;
import org.jpmxcfs.transport.ipc.IpcService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works out answers that take long, one after the other on a thread of its own, so that the other
 * clients do not wait for them. The thread ends when there is nothing to do.
 */
final class LongAnswers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LongAnswers.class);
    private static final long IDLE_SECONDS = 10;

    private final IpcService service;
    private final QbLoop loop;
    private final ThreadPoolExecutor worker;

    /**
     * Hands what it has worked out back to a loop.
     *
     * @param waitingMax how many requests may wait
     */
    LongAnswers(IpcService service, QbLoop loop, int waitingMax) {
        this.service = service;
        this.loop = loop;
        this.worker =
                new ThreadPoolExecutor(
                        1,
                        1,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(waitingMax),
                        LongAnswers::thread);
        worker.allowCoreThreadTimeOut(true);
    }

    /**
     * Answers a request soon. With too many waiting already the answer is {@code EAGAIN}, at once.
     *
     * @param reply is given the answer, on the loop's thread
     */
    void answer(Client client, byte[] message, Consumer<Answer> reply) {
        try {
            worker.execute(
                    () -> {
                        Answer answer = answer(client, message);
                        loop.execute(() -> reply.accept(answer));
                    });
        } catch (RejectedExecutionException full) {
            reply.accept(Answer.refused(IpcErrno.EAGAIN));
        }
    }

    private Answer answer(Client client, byte[] message) {
        try {
            return service.answer(client, message);
        } catch (RuntimeException | Error broken) {
            LOG.error("IPC: a request failed", broken);
            return Answer.refused(IpcErrno.EIO);
        }
    }

    /** Begins nothing more. */
    @Override
    public void close() {
        worker.shutdownNow();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "ipc-long");
        thread.setDaemon(true);
        return thread;
    }
}
