package org.jpmxcfs.transport.corosync.cpg;

import jnr.ffi.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of one connection to Corosync: waits until the connection has something, and lets the
 * library call back with it. Its stack is large, as the libraries keep 1 MiB on it. A callback that
 * fails ends the connection: what it should have done is not known to be done.
 */
final class Dispatching {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatching.class);
    private static final long STACK_BYTES = 16 << 20;
    private static final long STOP_MILLIS = 5_000;
    private static final int DESCRIPTOR_BYTES = 8;
    private static final int EVENTS_AT = 4;
    private static final int ONE_NONBLOCKING = 4;
    private static final byte[] WAKE = {1};

    /** A connection, as the thread needs it. All but construction runs on the thread. */
    interface Connection {
        /** Lets the library call back, as {@code xxx_dispatch} does. */
        int dispatch(int types);

        /** Called before each wait. */
        default void idle() {}

        /** Closes the connection. */
        void finish();

        /** Told, after {@link #finish}, that the connection has ended without being asked to. */
        void lost(String reason);
    }

    private final LibC libc;
    private final int fd;
    private final Connection connection;
    private final Thread thread;
    private final Pointer descriptors = Natives.bytes(2 * DESCRIPTOR_BYTES);
    private final int[] pipe = new int[2];
    private final byte[] drain = new byte[64];
    private Throwable broken; // by the thread: what a callback has thrown
    private volatile boolean isStopping;
    private boolean isOpen = true; // guarded by this: whether the pipe is

    Dispatching(LibC libc, String name, int fd, Connection connection)
            throws CorosyncCallException {
        this.libc = libc;
        this.fd = fd;
        this.connection = connection;
        if (libc.pipe2(pipe, LibC.CLOSE_ON_EXEC_NONBLOCKING) != 0) {
            throw new CorosyncCallException("no pipe: the process has too many open files");
        }
        watch(0, fd);
        watch(1, pipe[0]);
        thread = new Thread(null, this::run, name, STACK_BYTES);
        thread.setDaemon(true);
    }

    /** Begins; callbacks may come before this returns. */
    void start() {
        thread.start();
    }

    /** Whether the calling thread is this one. */
    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Lets the thread look around soon. Any thread may call it. */
    synchronized void wake() {
        if (isOpen) {
            libc.write(pipe[1], WAKE, WAKE.length);
        }
    }

    /** Ends the connection; returns when it is closed, or after 5 s. */
    void stop() {
        isStopping = true;
        wake();
        if (isCurrent()) {
            return; // it ends when the callback returns
        }
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("{} did not stop within {} ms", thread.getName(), STOP_MILLIS);
        }
    }

    /** Runs a callback: nothing that it throws reaches C. */
    void guarded(Runnable callback) {
        if (broken != null || isStopping) {
            return;
        }
        try {
            callback.run();
        } catch (Throwable thrown) {
            broken = thrown;
            LOG.error("{}: failed, the connection is given up", thread.getName(), thrown);
        }
    }

    private void run() {
        String reason = null;
        try {
            reason = loop();
        } catch (Throwable thrown) {
            LOG.error("{}: failed, the connection is given up", thread.getName(), thrown);
            reason = thrown.toString();
        } finally {
            connection.finish();
            closePipe();
        }
        if (reason != null && !isStopping) {
            connection.lost(reason);
        }
    }

    /** Returns why the connection has ended. */
    private String loop() {
        while (!isStopping) {
            int code = connection.dispatch(ONE_NONBLOCKING);
            if (broken != null) {
                return broken.toString();
            }
            if (ResultCode.isPassing(code)) {
                connection.idle();
                libc.poll(descriptors, 2, -1);
                libc.read(pipe[0], drain, drain.length);
            } else if (code != ResultCode.OK) {
                return ResultCode.text(code);
            }
        }
        return null;
    }

    private void watch(int slot, int descriptor) {
        long at = (long) slot * DESCRIPTOR_BYTES;
        descriptors.putInt(at, descriptor);
        descriptors.putShort(at + EVENTS_AT, (short) LibC.POLL_IN);
    }

    private synchronized void closePipe() {
        isOpen = false;
        libc.close(pipe[0]);
        libc.close(pipe[1]);
    }
}
