package org.jpmxcfs.fuse.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jpmxcfs.fuse.mount.Binding;
import org.jpmxcfs.fuse.mount.Mount;
import org.jpmxcfs.fuse.mount.kernel.KernelMount;
import org.jpmxcfs.fuse.mount.libfuse2.FuseMount;
import org.jpmxcfs.fuse.ops.NodeOperations;
import org.jpmxcfs.materializer.tree.TreeListener;
import org.jpmxcfs.transport.Sequencer;

/** Mounts by the binding that is asked for. */
final class Mounting {
    /** Whose changes a mount shows. */
    enum Changes {
        /** Those that are made through it, and few others. */
        OWN,
        /** Those of other nodes, too. */
        SHARED,
        /** None: it is read-only. */
        NONE
    }

    private final Path point;
    private final NodeOperations operations;
    private final int ownerGid;
    private final int threadCount;

    Mounting(Path point, NodeOperations operations, int ownerGid, int threadCount) {
        this.point = point;
        this.operations = operations;
        this.ownerGid = ownerGid;
        this.threadCount = threadCount;
    }

    /**
     * Mounts; the mount answers when this returns.
     *
     * @param state takes whom it has to tell of its changes, before the first request
     * @param sequencer tells when permission bits change
     */
    Mount by(Binding binding, Changes changes, Consumer<TreeListener> state, Sequencer sequencer)
            throws IOException {
        return switch (binding) {
            case KERNEL -> byKernel(changes == Changes.NONE, state, sequencer);
            case LIBFUSE ->
                    switch (changes) {
                        case OWN -> FuseMount.mount(point, operations, ownerGid, threadCount);
                        case SHARED ->
                                FuseMount.mountShared(point, operations, ownerGid, threadCount);
                        case NONE ->
                                FuseMount.mountReadOnly(point, operations, ownerGid, threadCount);
                    };
        };
    }

    private Mount byKernel(boolean isReadOnly, Consumer<TreeListener> state, Sequencer sequencer)
            throws IOException {
        KernelMount mount =
                KernelMount.mount(point, operations, ownerGid, threadCount, isReadOnly, state);
        sequencer.onQuorumChange(mount::modesChanged);
        mount.modesChanged(); // maybe it changed while it was being mounted
        return mount;
    }
}
