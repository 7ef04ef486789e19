package org.jpmxcfs.fuse.mount.libfuse2;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import org.jpmxcfs.fuse.mount.Mount;
import org.jpmxcfs.fuse.mount.MountException;
import org.jpmxcfs.fuse.mount.MountPoints;
import org.jpmxcfs.fuse.mount.Turns;
import org.jpmxcfs.fuse.mount.UnderWay;
import org.jpmxcfs.fuse.ops.FileOperations;

/**
 * A mounted file system: libfuse's session, served by threads of our own, which take requests in
 * {@link Turns}, so that a slow request holds up no other.
 */
public final class FuseMount implements Mount {
    /**
     * The kernel checks permissions. Names and attributes it keeps for a second, and forgets them
     * when they are changed through the same mount. Writes come in pieces of up to 128 KiB
     * (big_writes).
     */
    private static final String OPTIONS = "allow_other,default_permissions,big_writes,use_ino";

    /**
     * Others change it too: the kernel asks for each name each time, and takes the attributes from
     * the same answer. Were they void at once, it would ask a second time, for a file that may have
     * been replaced since, and libfuse would deny that the name was ever there.
     */
    private static final String SHARED_OPTIONS = "entry_timeout=0,attr_timeout=0.1," + OPTIONS;

    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int STACK_BYTES = 1 << 20;

    private final LibFuse2 libfuse;
    private final OperationsTable table = new OperationsTable();
    private final Turns turns;
    private final UnderWay underWay = new UnderWay();
    private final Path mountPoint;
    private final CountDownLatch running;
    private final List<Thread> threads = new ArrayList<>();

    private Pointer channel;
    private Pointer fuse;
    private Pointer session;

    private FuseMount(LibFuse2 libfuse, Path mountPoint, Turns turns, int threadCount) {
        this.libfuse = libfuse;
        this.mountPoint = mountPoint;
        this.turns = turns;
        this.running = new CountDownLatch(threadCount);
    }

    /**
     * Mounts and starts to serve; requests are answered when this returns.
     *
     * @param mountPoint an empty directory; made when it is missing in a directory that is there
     * @param operations what to serve
     * @param ownerGid group that owns everything shown
     * @param threadCount how many requests can wait at once, for the disk or a majority, before
     *     others do; 2 or more
     * @throws MountException when libfuse is missing or refuses
     */
    public static FuseMount mount(
            Path mountPoint, FileOperations operations, int ownerGid, int threadCount)
            throws MountException {
        return mount(mountPoint, operations, ownerGid, threadCount, OPTIONS);
    }

    /**
     * The same, for what also changes in other ways than through the mount: each look at a path
     * asks {@code operations}, so that nothing is served stale but, for a tenth of a second, the
     * size and mode of files that are open and of the root.
     */
    public static FuseMount mountShared(
            Path mountPoint, FileOperations operations, int ownerGid, int threadCount)
            throws MountException {
        return mount(mountPoint, operations, ownerGid, threadCount, SHARED_OPTIONS);
    }

    /**
     * As {@link #mount}, but the kernel answers everything that would change something with EROFS.
     */
    public static FuseMount mountReadOnly(
            Path mountPoint, FileOperations operations, int ownerGid, int threadCount)
            throws MountException {
        return mount(mountPoint, operations, ownerGid, threadCount, "ro," + OPTIONS);
    }

    private static FuseMount mount(
            Path mountPoint,
            FileOperations operations,
            int ownerGid,
            int threadCount,
            String options)
            throws MountException {
        Turns turns = new Turns(operations.isWaiting() ? threadCount : 1);
        FuseMount mount = new FuseMount(LibFuse2.load(), mountPoint, turns, threadCount);
        new FuseCalls(operations, turns, ownerGid).register(mount.table);
        boolean isMade = MountPoints.makeIfMissing(mountPoint);
        try {
            mount.open(options);
        } catch (MountException e) {
            if (isMade) {
                MountPoints.remove(mountPoint);
            }
            throw e;
        }
        mount.serve(threadCount);
        return mount;
    }

    @Override
    public void awaitGone() throws InterruptedException {
        running.await();
    }

    /**
     * {@inheritDoc} Who still has a file or directory of it open is cut off when this process ends.
     */
    @Override
    public void close() {
        // Detach first: the threads then get "no such device" and leave by themselves.
        MountPoints.detach(mountPoint);
        try {
            if (underWay.finish(running, mountPoint)) {
                libfuse.fuse_destroy(fuse);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void open(String options) throws MountException {
        String[] arguments = {"jpmxcfs", mountPoint.toString(), "-f", "-o", options};
        Pointer mountPointFound = Memory.allocateDirect(Layouts.RUNTIME, Long.BYTES);
        Pointer isMultithreaded = Memory.allocateDirect(Layouts.RUNTIME, Integer.BYTES);
        fuse =
                libfuse.fuse_setup(
                        arguments.length,
                        arguments,
                        table.memory(),
                        table.size(),
                        mountPointFound,
                        isMultithreaded,
                        null);
        if (fuse == null) {
            throw new MountException(
                    mountPoint
                            + ": the kernel refused the mount; it needs root, /dev/fuse and a"
                            + " directory that nothing is mounted on");
        }
        session = libfuse.fuse_get_session(fuse);
        channel = libfuse.fuse_session_next_chan(session, null);
    }

    private void serve(int threadCount) {
        for (int i = 0; i < threadCount; i++) {
            Thread thread = new Thread(null, this::run, "fuse-" + i, STACK_BYTES);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void run() {
        try {
            long size = libfuse.fuse_chan_bufsize(channel);
            long buffer = NativeMemory.allocate(size);
            long channelReference = NativeMemory.allocate(Long.BYTES);
            while (libfuse.fuse_session_exited(session) == 0) {
                turns.take();
                NativeMemory.putAddress(channelReference, channel.address());
                int received = libfuse.fuse_chan_recv(channelReference, buffer, size);
                if (received > 0) {
                    if (!underWay.enter()) {
                        return;
                    }
                    try {
                        long from = NativeMemory.getLong(channelReference);
                        libfuse.fuse_session_process(session, buffer, received, from);
                    } finally {
                        underWay.leave();
                    }
                } else if (received != -EINTR && received != -EAGAIN) {
                    return;
                }
            }
        } finally {
            turns.pass();
            running.countDown();
        }
    }
}
