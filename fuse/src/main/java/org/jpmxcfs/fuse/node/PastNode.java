package org.jpmxcfs.fuse.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.jpmxcfs.fuse.mount.Mount;
import org.jpmxcfs.fuse.mount.MountPoints;
import org.jpmxcfs.fuse.ops.ChmodPolicy;
import org.jpmxcfs.fuse.ops.TreeOperations;
import org.jpmxcfs.fuse.store.StartException;
import org.jpmxcfs.fuse.virtual.ClusterLogFile;
import org.jpmxcfs.fuse.virtual.GuestsFile;
import org.jpmxcfs.fuse.virtual.NodeLinks;
import org.jpmxcfs.fuse.virtual.VirtualFile;
import org.jpmxcfs.fuse.virtual.VirtualFiles;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.transport.Sequencer;

/**
 * A past state, mounted read-only: the kernel answers every change with EROFS. It uses nothing that
 * belongs to the daemon, which may be at work beside it.
 */
public final class PastNode implements Mounted {
    private static final int FUSE_THREADS = 2;

    private final Mount mount;

    private PastNode(Mount mount) {
        this.mount = mount;
    }

    /**
     * Mounts a tree; the mount answers when this returns.
     *
     * @param tree nobody changes it any more
     * @throws StartException when it cannot be mounted
     */
    public static PastNode start(NodeConfig config, Tree tree) throws StartException {
        try {
            int gid = Node.groupId(config.mount().group());
            MountPoints.clear(config.mount().point());
            MountPoints.requireEmpty(config.mount().point());
            Sequencer none = new NoChanges();
            TreeOperations operations =
                    new TreeOperations(
                            () -> tree,
                            none,
                            new VirtualFiles(
                                    List.of(
                                            new GuestsFile(tree::guests),
                                            new ClusterLogFile(
                                                    count -> tree.clusterLog().newest(count)),
                                            new PastStatusFile(config, tree))),
                            new NodeLinks(config.nodeName()),
                            gid,
                            ChmodPolicy.STRICT);
            return new PastNode(
                    new Mounting(config.mount().point(), operations, gid, FUSE_THREADS)
                            .by(
                                    config.mount().binding(),
                                    Mounting.Changes.NONE,
                                    tree::listen,
                                    none));
        } catch (StartException e) {
            throw e;
        } catch (IOException e) {
            throw new StartException(e);
        }
    }

    @Override
    public void awaitStop() {
        try {
            mount.awaitGone();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        mount.close();
    }

    /** The past is over. */
    private static final class NoChanges implements Sequencer {
        @Override
        public Outcome submit(Mutation mutation) {
            return Outcome.refused(Refusal.FORBIDDEN);
        }

        @Override
        public Outcome sync() {
            return Outcome.done();
        }

        @Override
        public boolean isQuorate() {
            return true; // shows the modes as they were
        }

        @Override
        public boolean isWaiting() {
            return false;
        }

        @Override
        public int nodeId() {
            return 0;
        }

        @Override
        public void close() {}
    }

    /** {@code .jpmxcfs}: by it, commands know whose mount this is. */
    private static final class PastStatusFile implements VirtualFile {
        private final byte[] content;

        PastStatusFile(NodeConfig config, Tree tree) {
            ObjectNode status =
                    JsonMapper.builder()
                            .build()
                            .createObjectNode()
                            .put("node", config.nodeName())
                            .put("mountPoint", config.mount().point().toString())
                            .put("dataDir", config.data().toString())
                            .put("processId", ProcessHandle.current().pid())
                            .put("mode", "past")
                            .put("index", tree.appliedIndex());
            try {
                content = JsonMapper.builder().build().writeValueAsBytes(status);
            } catch (JsonProcessingException impossible) {
                throw new IllegalStateException("a JSON tree cannot be written", impossible);
            }
        }

        @Override
        public String name() {
            return ".jpmxcfs";
        }

        @Override
        public boolean isListed() {
            return false;
        }

        @Override
        public byte[] content() {
            return content;
        }
    }
}
