package org.jpmxcfs.fuse.mount.kernel;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import jnr.constants.platform.Errno;
import org.jpmxcfs.fuse.libc.Device;
import org.jpmxcfs.fuse.mount.Mount;
import org.jpmxcfs.fuse.mount.MountException;
import org.jpmxcfs.fuse.mount.MountPoints;
import org.jpmxcfs.fuse.mount.Turns;
import org.jpmxcfs.fuse.mount.UnderWay;
import org.jpmxcfs.fuse.mount.kernel.protocol.Negotiation;
import org.jpmxcfs.fuse.mount.kernel.protocol.Opcode;
import org.jpmxcfs.fuse.mount.kernel.protocol.Request;
import org.jpmxcfs.fuse.ops.NodeOperations;
import org.jpmxcfs.materializer.tree.TreeListener;

/**
 * A mounted file system, served through {@code /dev/fuse} itself by threads of our own, which take
 * requests in {@link Turns}. The kernel keeps what it was told and is told what changes: by a
 * {@link TreeListener} that the state has to call.
 */
public final class KernelMount implements Mount {
    private static final String DEVICE = "/dev/fuse";
    private static final long MS_RDONLY = 1;
    private static final long MS_NOSUID = 2;
    private static final long MS_NODEV = 4;
    private static final int STACK_BYTES = 1 << 20;

    private final Path mountPoint;
    private final Connection connection;
    private final Turns turns;
    private final int ownerGid;
    private final CountDownLatch running;
    private final UnderWay underWay = new UnderWay();
    private Calls calls;
    private KernelCache cache;
    private Notifier notifier;

    private KernelMount(
            Path mountPoint, Connection connection, Turns turns, int ownerGid, int threadCount) {
        this.mountPoint = mountPoint;
        this.connection = connection;
        this.turns = turns;
        this.ownerGid = ownerGid;
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
     * @param isReadOnly whether the kernel answers everything that would change something with
     *     EROFS
     * @param state takes whom it has to tell of its changes, before the first request
     * @throws MountException when the kernel refuses, or is too old
     */
    public static KernelMount mount(
            Path mountPoint,
            NodeOperations operations,
            int ownerGid,
            int threadCount,
            boolean isReadOnly,
            Consumer<TreeListener> state)
            throws MountException {
        Device device = Device.open(DEVICE);
        if (device == null) {
            throw new MountException(
                    DEVICE
                            + ": cannot be opened ("
                            + Device.lastError()
                            + "); it needs root and the kernel's module 'fuse' (modprobe fuse)");
        }
        Turns turns = new Turns(operations.isWaiting() ? threadCount : 1);
        Connection connection = new Connection(device);
        KernelMount mount = new KernelMount(mountPoint, connection, turns, ownerGid, threadCount);
        boolean isMade = MountPoints.makeIfMissing(mountPoint);
        try {
            mount.open(device, isReadOnly);
            mount.begin(operations);
            state.accept(mount.cache);
        } catch (MountException e) {
            connection.close();
            if (isMade) {
                MountPoints.remove(mountPoint);
            }
            throw e;
        }
        mount.serve(threadCount);
        return mount;
    }

    /** The permission bits of everything are others: a majority was lost, or is back. */
    public void modesChanged() {
        cache.modesChanged();
    }

    /** Whether the kernel knows of all changes so far. */
    boolean isTold() {
        return notifier.isIdle();
    }

    /** How many nodes the kernel knows. */
    int knownCount() {
        return cache.known().count();
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
        // Detach first: nobody comes any more, and where nobody is left the threads end.
        MountPoints.detach(mountPoint);
        try {
            if (underWay.finish(running, mountPoint)) {
                notifier.close();
                connection.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void open(Device device, boolean isReadOnly) throws MountException {
        String options =
                "fd="
                        + device.descriptor()
                        + ",rootmode=40000,user_id=0,group_id=0,default_permissions,allow_other";
        long flags = MS_NOSUID | MS_NODEV | (isReadOnly ? MS_RDONLY : 0);
        Errno refusal = Device.mount(DEVICE, mountPoint.toString(), "fuse", flags, options);
        if (refusal != null) {
            throw new MountException(
                    mountPoint
                            + ": the kernel refused the mount ("
                            + refusal
                            + "); it needs root and a directory that nothing is mounted on");
        }
    }

    private void begin(NodeOperations operations) throws MountException {
        Negotiation agreed = negotiate();
        if (!agreed.isEnough()) {
            MountPoints.detach(mountPoint);
            throw new MountException(
                    mountPoint
                            + ": the kernel speaks FUSE 7."
                            + agreed.minor()
                            + " and 7."
                            + Negotiation.MINOR_MIN
                            + " is needed; mount with --binding=libfuse");
        }
        cache = new KernelCache(operations, KernelVersion.keepsNames(), System::nanoTime);
        notifier = new Notifier(connection, cache.known(), agreed.canExpireNames());
        cache.tellBy(notifier);
        calls = new Calls();
        NameCalls names = new NameCalls(operations, cache, notifier);
        names.register(calls);
        new FileCalls(operations, cache, notifier, names, turns).register(calls);
        new DirectoryCalls(operations, cache, names).register(calls);
        new StatusCalls(operations, cache, notifier).register(calls);
    }

    private Negotiation negotiate() throws MountException {
        Exchange x = new Exchange(ownerGid);
        while (true) {
            int count = connection.receive(x.in);
            if (count < 0) {
                throw new MountException(mountPoint + ": unmounted before it was served");
            }
            if (count == 0
                    || x.request.decode(count) != Request.Verdict.REQUEST
                    || x.request.opcode() != Opcode.INIT) {
                continue;
            }
            x.reply.begin();
            boolean isNewer = Negotiation.major(x.request) > Negotiation.MAJOR;
            Negotiation agreed = Negotiation.with(x.request);
            if (isNewer) {
                Negotiation.putMajor(x.reply);
            } else {
                agreed.put(x.reply);
            }
            connection.send(x.out, x.reply.finish(x.request.unique()));
            if (!isNewer) {
                return agreed;
            }
        }
    }

    private void serve(int threadCount) {
        for (int i = 0; i < threadCount; i++) {
            Thread thread = new Thread(null, this::run, "fuse-" + i, STACK_BYTES);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run() {
        try {
            Exchange x = new Exchange(ownerGid);
            while (true) {
                turns.take();
                int count = connection.receive(x.in);
                if (count < 0) {
                    return;
                }
                if (!underWay.enter()) {
                    return;
                }
                try {
                    int size = calls.answer(x, count);
                    if (size > 0) {
                        connection.send(x.out, size);
                    }
                } finally {
                    underWay.leave();
                }
            }
        } finally {
            turns.pass();
            running.countDown();
        }
    }
}
