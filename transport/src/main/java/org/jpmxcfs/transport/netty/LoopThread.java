package org.jpmxcfs.transport.netty;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The one thread on which a node's links and the owner of its replica live, so that a message needs
 * no hand-over between threads.
 */
public final class LoopThread implements AutoCloseable {
    private static final long STOP_MILLIS_MAX = 2_000;

    private final EventLoopGroup group;
    private final EventLoop loop;

    /**
     * Makes the thread; it starts with the first task.
     *
     * @param name name of the thread
     */
    public LoopThread(String name) {
        ThreadFactory threads = task -> named(name, task);
        group = new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory());
        loop = group.next();
    }

    /** Runs tasks on the thread, one after the other, in the order in which they come due. */
    public ScheduledExecutorService executor() {
        return loop;
    }

    /** Whether the caller is the thread. */
    public boolean isCurrent() {
        return loop.inEventLoop();
    }

    /** Ends the thread; returns within two seconds. Later tasks are refused. */
    @Override
    public void close() {
        group.shutdownGracefully(0, STOP_MILLIS_MAX, TimeUnit.MILLISECONDS);
        if (!loop.inEventLoop()) {
            group.terminationFuture().awaitUninterruptibly(STOP_MILLIS_MAX);
        }
    }

    EventLoop eventLoop() {
        return loop;
    }

    private static Thread named(String name, Runnable task) {
        Thread thread = new FastThreadLocalThread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
