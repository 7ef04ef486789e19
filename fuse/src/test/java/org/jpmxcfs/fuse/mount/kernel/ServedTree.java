package org.jpmxcfs.fuse.mount.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jpmxcfs.fuse.ops.ChmodPolicy;
import org.jpmxcfs.fuse.ops.TreeOperations;
import org.jpmxcfs.fuse.virtual.NodeLinks;
import org.jpmxcfs.fuse.virtual.VirtualFile;
import org.jpmxcfs.fuse.virtual.VirtualFiles;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.materializer.tree.LockTable;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.tree.TreeLoader;
import org.jpmxcfs.transport.Sequencer;

/**
 * A tree in memory that is mounted, and is changed also by others than the mount's clients. The
 * process that holds it must not touch the mount.
 */
final class ServedTree implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int GROUP = 0;
    private static final int CHANGES_HELD = 256; // before they count as stored

    private final Order order = new Order();
    private final KernelMount mount;
    private Tree tree = emptyTree(); // guarded by order for changes
    private byte[] computed = "computed\n".getBytes();

    private ServedTree(Path mountPoint) throws IOException {
        TreeOperations operations =
                new TreeOperations(
                        () -> tree,
                        order,
                        new VirtualFiles(List.of(new Computed())),
                        new NodeLinks("node1"),
                        GROUP,
                        ChmodPolicy.STRICT);
        mount =
                KernelMount.mount(
                        mountPoint,
                        operations,
                        GROUP,
                        THREADS,
                        false,
                        listener -> tree.listen(listener));
    }

    /** Mounts an empty tree. */
    static ServedTree mount(Path mountPoint) throws IOException {
        return new ServedTree(mountPoint);
    }

    /** A change as another node makes it; readers see it when this returns. */
    Outcome change(Mutation mutation) {
        return order.submit(mutation);
    }

    /** Loses or wins the majority. */
    void setQuorate(boolean isQuorate) {
        order.isQuorate = isQuorate;
        mount.modesChanged();
    }

    /** What the computed file shows from now on. */
    void setComputed(String text) {
        computed = text.getBytes();
    }

    /** Waits until the kernel knows of all changes. */
    void awaitTold() {
        while (!mount.isTold()) {
            LockSupport.parkNanos(1000);
        }
    }

    Tree tree() {
        return tree;
    }

    KernelMount served() {
        return mount;
    }

    @Override
    public void close() {
        mount.close();
    }

    private static Tree emptyTree() {
        return new TreeLoader()
                .load(inode -> new byte[0], new LockTable(System::nanoTime), Long.MAX_VALUE);
    }

    /** A file that is computed when it is opened. */
    private final class Computed implements VirtualFile {
        @Override
        public String name() {
            return ".computed";
        }

        @Override
        public byte[] content() {
            return computed;
        }
    }

    /** One change after the other. */
    private final class Order implements Sequencer {
        private volatile boolean isQuorate = true;

        @Override
        public synchronized Outcome submit(Mutation mutation) {
            if (!isQuorate) {
                return Outcome.refused(Refusal.NO_QUORUM);
            }
            long index = tree.appliedIndex() + 1;
            if (index % CHANGES_HELD == 0) {
                tree.flushed(tree.drainChanges());
            }
            return tree.apply(new Entry(index, 1, 1, 0, System.currentTimeMillis(), mutation));
        }

        @Override
        public Outcome sync() {
            return Outcome.done();
        }

        @Override
        public boolean isQuorate() {
            return isQuorate;
        }

        @Override
        public boolean isWaiting() {
            return true;
        }

        @Override
        public int nodeId() {
            return 1;
        }

        @Override
        public void close() {}
    }
}
