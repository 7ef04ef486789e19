package org.jpmxcfs.transport.raft.node;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** What every thread of this package is, and how it ends. */
final class Threads {
    private Threads() {}

    /** A thread that does not keep the process alive. */
    static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Gives a task to a thread.
     *
     * @return false when it has ended: the task is not done then
     */
    static boolean execute(Executor executor, Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (RejectedExecutionException ended) {
            return false;
        }
    }

    /** Lets what is under way end, for so long at most. */
    static void end(ExecutorService executor, long secondsMax) {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(secondsMax, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
