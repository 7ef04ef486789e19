package org.jpmxcfs.transport.ipc.qb;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntSupplier;
import jnr.ffi.Pointer;
import jnr.ffi.provider.ClosureManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event loop of libqb, and the pipe that wakes it. {@code qb_loop_stop} alone does not wake a
 * loop that waits, so the loop watches the pipe and stops itself. Made, run and freed by one
 * thread; only {@link #askToStop} and {@link #execute} are for others.
 *
 * <p>libqb keeps bare addresses of the functions in here, so every delegate is held in a field: the
 * garbage collector would otherwise free it under libqb, and the service would fall silent.
 */
final class QbLoop {
    private static final Logger LOG = LoggerFactory.getLogger(QbLoop.class);
    private static final int EIO = 5;
    private static final int WAKES_AT_ONCE = 64;

    private final LibQb qb;
    private final LibC libc;
    private final Pointer loop;
    private final int wakeReadFd;
    private final int wakeWriteFd;
    private final LibQb.Ready wake;
    private final LibQb.JobAdd jobAdd;
    private final LibQb.DispatchAdd dispatchAdd;
    private final LibQb.DispatchAdd dispatchModify;
    private final LibQb.DispatchDelete dispatchDelete;
    private final Pointer pollHandlers;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final byte[] wakes = new byte[WAKES_AT_ONCE];
    private volatile boolean stopAsked;
    private boolean open = true; // guarded by this

    /**
     * A loop that does not run yet.
     *
     * @param beforeStop run on the loop's thread just before the loop ends
     */
    QbLoop(LibQb qb, LibC libc, Runnable beforeStop) throws IOException {
        this.qb = qb;
        this.libc = libc;
        int[] pipe = new int[2];
        if (libc.pipe2(pipe, LibC.CLOSE_ON_EXEC_NONBLOCKING) != 0) {
            throw new IOException("IPC: no pipe: the process has too many open files");
        }
        wakeReadFd = pipe[0];
        wakeWriteFd = pipe[1];
        loop = qb.qb_loop_create();
        if (loop == null) {
            closePipe();
            throw new IOException("IPC: libqb could not make an event loop: out of memory");
        }
        wake = (fd, events, context) -> guarded(() -> woken(beforeStop));
        // libqb's poll handlers carry no loop argument, hence closures over this one.
        jobAdd = (p, context, f) -> guarded(() -> qb.qb_loop_job_add(loop, p, context, f));
        dispatchAdd =
                (p, fd, events, context, f) ->
                        guarded(() -> qb.qb_loop_poll_add(loop, p, fd, events, context, f));
        dispatchModify =
                (p, fd, events, context, f) ->
                        guarded(() -> qb.qb_loop_poll_mod(loop, p, fd, events, context, f));
        dispatchDelete = fd -> guarded(() -> qb.qb_loop_poll_del(loop, fd));
        pollHandlers = pollHandlers();
        watchPipe();
    }

    /** The structure {@code qb_ipcs_poll_handlers} of this loop; lives as long as the loop. */
    Pointer handlers() {
        return pollHandlers;
    }

    /** Runs the loop until it is asked to stop. */
    void run() {
        qb.qb_loop_run(loop);
    }

    /** Frees the loop, which is not running (any more). */
    void free() {
        qb.qb_loop_destroy(loop);
        closePipe();
    }

    /** Lets the loop end soon. Any thread may ask, at any time, as often as it likes. */
    void askToStop() {
        stopAsked = true;
        wake();
    }

    /** Runs something on the loop's thread soon; not at all once the loop has ended. Any thread. */
    void execute(Runnable task) {
        tasks.add(task);
        wake();
    }

    private synchronized void wake() {
        if (open) {
            libc.write(wakeWriteFd, new byte[] {1}, 1);
        }
    }

    private int woken(Runnable beforeStop) {
        // Before the tasks are looked at: one that is added later wakes the loop once more.
        libc.read(wakeReadFd, wakes, wakes.length);
        Runnable task = tasks.poll();
        while (task != null) {
            task.run();
            task = tasks.poll();
        }
        return stopAsked ? stop(beforeStop) : 0;
    }

    private int stop(Runnable beforeStop) {
        try {
            beforeStop.run();
        } finally {
            qb.qb_loop_stop(loop);
        }
        return 0;
    }

    /** The result of an upcall; an exception must not reach libqb and becomes an errno. */
    private static int guarded(IntSupplier upcall) {
        try {
            return upcall.getAsInt();
        } catch (Throwable broken) {
            LOG.error("IPC: the event loop failed", broken);
            return -EIO;
        }
    }

    private void watchPipe() {
        ClosureManager closures = Natives.RUNTIME.getClosureManager();
        long function = closures.getClosurePointer(LibQb.Ready.class, wake).address();
        qb.qb_loop_poll_add(loop, LibQb.PRIORITY_HIGH, wakeReadFd, LibQb.POLL_IN, 0, function);
    }

    private Pointer pollHandlers() {
        ClosureManager closures = Natives.RUNTIME.getClosureManager();
        return Natives.pointers(
                closures.getClosurePointer(LibQb.JobAdd.class, jobAdd),
                closures.getClosurePointer(LibQb.DispatchAdd.class, dispatchAdd),
                closures.getClosurePointer(LibQb.DispatchAdd.class, dispatchModify),
                closures.getClosurePointer(LibQb.DispatchDelete.class, dispatchDelete));
    }

    private synchronized void closePipe() {
        open = false;
        libc.close(wakeReadFd);
        libc.close(wakeWriteFd);
    }
}
