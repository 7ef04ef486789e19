package org.jpmxcfs.transport.netty;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread aside from the loop, for what would keep it for too long. */
final class Worker {
    private static final int WAITING_MAX = 1024;

    private Worker() {}

    /** A thread with a bounded queue; a task beyond it is refused. */
    static ExecutorService named(String name) {
        ThreadFactory threads =
                task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                };
        return new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING_MAX), threads);
    }
}
