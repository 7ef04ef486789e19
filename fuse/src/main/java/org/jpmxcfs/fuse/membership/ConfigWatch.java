package org.jpmxcfs.fuse.membership;

import java.util.Optional;
import java.util.function.Supplier;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.Content;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.transport.corosync.conf.CorosyncConf;
import org.jpmxcfs.transport.corosync.conf.CorosyncException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows corosync.conf in the tree. One thread looks; what it has found may be read from any
 * thread.
 */
public final class ConfigWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);

    private final Supplier<Tree> tree;
    private long seenVersion = -1; // version of the file when it was last looked at
    private volatile CorosyncConf current; // null before the first one that is in order
    private volatile byte[] content;

    /** Follows the file in the tree that {@code tree} gives. */
    public ConfigWatch(Supplier<Tree> tree) {
        this.tree = tree;
    }

    /** The newest configuration that was in order. */
    public Optional<CorosyncConf> current() {
        return Optional.ofNullable(current);
    }

    /** The bytes of {@link #current}, not to be changed. */
    byte[] content() {
        return content;
    }

    /**
     * Looks whether the file has changed.
     *
     * @return whether {@link #current} is another one than before. A file that is not in order, or
     *     no newer than the one before, is left alone with a line in the log.
     */
    boolean look() {
        Tree now = tree.get();
        Attributes file = now.find(TreePaths.CONF);
        if (file == null || file.isDirectory() || file.version() == seenVersion) {
            return false;
        }
        Content found = now.content(file.inode());
        if (found == null) {
            return false; // just replaced: the next look finds the new one
        }
        seenVersion = file.version();
        return take(found.toBytes());
    }

    private boolean take(byte[] bytes) {
        if (bytes.length == 0) {
            return false; // about to be written
        }
        try {
            CorosyncConf found = CorosyncConf.parse(bytes);
            CorosyncConf before = current;
            if (before != null && found.configVersion() <= before.configVersion()) {
                LOG.warn(
                        "corosync.conf with config_version {} is not newer than {}: not taken;"
                                + " raise the number with each change",
                        found.configVersion(),
                        before.configVersion());
                return false;
            }
            content = bytes;
            current = found;
            found.withoutEffect().forEach(LOG::warn);
            return true;
        } catch (CorosyncException e) {
            LOG.error("corosync.conf is not taken: {}", e.getMessage());
            return false;
        }
    }
}
