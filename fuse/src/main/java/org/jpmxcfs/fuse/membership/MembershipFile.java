package org.jpmxcfs.fuse.membership;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.jpmxcfs.fuse.files.ClusterException;
import org.jpmxcfs.fuse.files.SharedFiles;
import org.jpmxcfs.transport.corosync.conf.CorosyncConf;
import org.jpmxcfs.transport.corosync.conf.CorosyncException;

/**
 * {@code corosync.conf} in the tree, which says who belongs to the cluster. One at a time changes
 * it, with the lock that Proxmox's tools take too, so that no change is lost.
 */
public final class MembershipFile {
    private static final long PAUSE_NANOS = Duration.ofMillis(500).toNanos();
    private static final int TRIES = 20; // 10 s; each one is a change that all nodes are told

    private final SharedFiles files;
    private final LongConsumer pauseNanos;

    /**
     * The file among {@code files}.
     *
     * @param pauseNanos waits for so many nanoseconds, or less
     */
    public MembershipFile(SharedFiles files, LongConsumer pauseNanos) {
        this.files = files;
        this.pauseNanos = pauseNanos;
    }

    /** Makes the next version of the file out of the present one. */
    @FunctionalInterface
    public interface Change {
        /** The next version; the lock is held. */
        CorosyncConf of(CorosyncConf present) throws IOException, CorosyncException;
    }

    /**
     * Reads the file.
     *
     * @throws ClusterException when there is none, or none that can be used
     */
    public CorosyncConf read() throws IOException {
        byte[] content =
                files.read(TreePaths.CONF)
                        .orElseThrow(
                                () ->
                                        new ClusterException(
                                                "the tree has no corosync.conf: this node is in no"
                                                        + " cluster; make one with 'jpmxcfs cluster"
                                                        + " create NAME'"));
        try {
            return CorosyncConf.parse(content);
        } catch (CorosyncException e) {
            throw new ClusterException(e.getMessage(), e);
        }
    }

    /**
     * Replaces the file by its next version.
     *
     * @return what it is now
     * @throws ClusterException when the change is not possible, or the lock is not free within 10 s
     */
    public CorosyncConf change(Change change) throws IOException {
        files.makeDirectory(TreePaths.PRIVATE);
        files.makeDirectory(TreePaths.LOCKS);
        lock();
        try {
            CorosyncConf next = change.of(read());
            files.replace(TreePaths.CONF, next.toBytes());
            return next;
        } catch (CorosyncException e) {
            throw new ClusterException(e.getMessage(), e);
        } finally {
            unlock();
        }
    }

    /**
     * Frees the lock, also when the leader changes just now. What cannot be freed in time does no
     * harm: it is free by itself after 120 s, and the change has been made or not.
     */
    private void unlock() {
        for (int i = 0; i < TRIES; i++) {
            try {
                files.delete(TreePaths.CONF_LOCK);
                return;
            } catch (IOException notNow) {
                pauseNanos.accept(PAUSE_NANOS);
            }
        }
    }

    private void lock() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            if (files.makeDirectory(TreePaths.CONF_LOCK)) {
                return;
            }
            files.releaseLeftLock(TreePaths.CONF_LOCK);
            pauseNanos.accept(PAUSE_NANOS);
        }
        throw new ClusterException(
                "corosync.conf is being changed by somebody else, who holds %s; try it again in two minutes"
                        .formatted(TreePaths.CONF_LOCK));
    }
}
