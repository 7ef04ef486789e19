package org.jpmxcfs.fuse.node;

import org.jpmxcfs.fuse.ordering.Engine;
import org.jpmxcfs.fuse.store.StartException;

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
     * The engine of the node; never {@link Engine#AUTO}.
     *
     * @throws StartException when what was asked for does not fit the data directory
     */
    Engine engine() throws StartException {
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
            case AUTO -> isMember ? Engine.NETTY : Engine.LOCAL;
        };
    }

    private static void require(boolean condition, String otherwise) throws StartException {
        if (!condition) {
            throw new StartException(otherwise);
        }
    }
}
