package org.jpmxcfs.fuse.membership;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jpmxcfs.log.model.Member;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what a new corosync.conf asks for: other members, and a copy on this machine outside the
 * mount. One thread calls {@link #follow}.
 */
public final class ConfigFollower {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigFollower.class);

    private final int nodeId;
    private final ConfigWatch config;
    private final HostConfig hostConfig;
    private final Consumer<List<Member>> members;

    /**
     * Follows {@code config}.
     *
     * @param nodeId id of this node
     * @param hostFile where the copy is
     * @param members told who shall be a member
     */
    public ConfigFollower(
            int nodeId, ConfigWatch config, Path hostFile, Consumer<List<Member>> members) {
        this.nodeId = nodeId;
        this.config = config;
        this.hostConfig = new HostConfig(hostFile);
        this.members = members;
    }

    /** Looks for a new configuration; to be called again and again, so nothing is thrown. */
    public void follow() {
        try {
            if (config.look()) {
                tell();
                warnWhereRemoved();
                copyToHost();
            }
        } catch (RuntimeException e) {
            LOG.error("corosync.conf could not be followed; it is looked at again", e);
        }
    }

    /** Tells who shall be a member, as far as that is known. */
    public void tell() {
        config.current().ifPresent(conf -> members.accept(conf.members()));
    }

    private void warnWhereRemoved() {
        if (config.current().flatMap(conf -> conf.member(nodeId)).isEmpty()) {
            LOG.warn(
                    "this node was removed from the cluster: corosync.conf does not name it any"
                            + " more. It is read-only, and gets no changes; stop it and make it a node"
                            + " of its own with 'jpmxcfs cluster leave --to-local', after which it can"
                            + " join anew");
        }
    }

    private void copyToHost() {
        try {
            if (hostConfig.replace(config.content())) {
                LOG.info("{} is now as in the cluster", hostConfig.file());
            }
        } catch (IOException e) {
            LOG.error(
                    "{} could not be replaced by the cluster's corosync.conf ({}); copy it from the"
                            + " mount",
                    hostConfig.file(),
                    e.getMessage());
        }
    }
}
