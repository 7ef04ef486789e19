package org.jpmxcfs.fuse.cluster;

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
final class ConfigFollower {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigFollower.class);

    private final ConfigWatch config;
    private final HostConfig hostConfig;
    private final Consumer<List<Member>> members;

    /**
     * Follows {@code config}.
     *
     * @param hostFile where the copy is
     * @param members told who shall be a member
     */
    ConfigFollower(ConfigWatch config, Path hostFile, Consumer<List<Member>> members) {
        this.config = config;
        this.hostConfig = new HostConfig(hostFile);
        this.members = members;
    }

    /** Looks for a new configuration; to be called again and again, so nothing is thrown. */
    void follow() {
        try {
            if (config.look()) {
                tell();
                copyToHost();
            }
        } catch (RuntimeException e) {
            LOG.error("corosync.conf could not be followed; it is looked at again", e);
        }
    }

    /** Tells who shall be a member, as far as that is known. */
    void tell() {
        config.current().ifPresent(conf -> members.accept(conf.members()));
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
