package org.jpmxcfs.fuse.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jpmxcfs.fuse.ordering.Engine;
import org.jpmxcfs.fuse.store.StartException;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.transport.corosync.conf.CorosyncConf;
import org.jpmxcfs.transport.corosync.conf.CorosyncException;

/** Decides which engine a node runs, by what it was asked for and what its data directory says. */
final class EngineChoice {
    private final NodeConfig config;
    private final boolean isMember;

    /**
     * The choice of a node.
     *
     * @param isMember whether its data directory is that of a member of a cluster of its own
     */
    EngineChoice(NodeConfig config, boolean isMember) {
        this.config = config;
        this.isMember = isMember;
    }

    /**
     * The engine for a node with this tree; never {@link Engine#AUTO}.
     *
     * @throws StartException when what was asked for does not fit the data directory
     */
    Engine of(Tree tree) throws StartException {
        return switch (config.engine()) {
            case LOCAL -> Engine.LOCAL;
            case NETTY -> {
                require(
                        isMember,
                        "--engine=netty: this node is in no such cluster; make one with 'jpmxcfs"
                                + " cluster create', or enter one with 'jpmxcfs cluster join'");
                yield Engine.NETTY;
            }
            case COROSYNC -> {
                require(
                        !isMember,
                        "--engine=corosync: this node is a member of a cluster of its own; leave it"
                                + " first with 'jpmxcfs cluster leave --to-local'");
                yield Engine.COROSYNC;
            }
            case AUTO -> isMember ? Engine.NETTY : byConfiguration(tree);
        };
    }

    private Engine byConfiguration(Tree tree) {
        boolean isFirstStart = tree.entryCount() == 1 && tree.appliedIndex() == 0;
        boolean namesCluster =
                tree.find(CorosyncConf.PATH) != null
                        || (isFirstStart && namesOthers(config.machine().hostConfig()));
        return namesCluster ? Engine.COROSYNC : Engine.LOCAL;
    }

    // What Debian installs with Corosync names one node, at an address that nobody else reaches.
    private static boolean namesOthers(Path hostConfig) {
        try {
            return Files.isRegularFile(hostConfig)
                    && CorosyncConf.parse(Files.readAllBytes(hostConfig)).members().stream()
                            .map(Member::address)
                            .anyMatch(address -> !address.startsWith("127."));
        } catch (IOException | CorosyncException unreadable) {
            return false;
        }
    }

    private static void require(boolean condition, String otherwise) throws StartException {
        if (!condition) {
            throw new StartException(otherwise);
        }
    }
}
