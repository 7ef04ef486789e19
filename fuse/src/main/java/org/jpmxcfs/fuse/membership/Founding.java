package org.jpmxcfs.fuse.membership;

import java.io.IOException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import org.jpmxcfs.fuse.files.ClusterException;
import org.jpmxcfs.fuse.files.SharedFiles;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.transport.corosync.conf.CorosyncConf;
import org.jpmxcfs.transport.corosync.conf.CorosyncException;
import org.jpmxcfs.transport.pki.Authority;
import org.jpmxcfs.transport.pki.Keys;
import org.jpmxcfs.transport.raft.node.LinkIdentity;

/**
 * Makes a cluster of a node of its own: an authority with a new key, and a {@code corosync.conf}
 * that names this node. Others join later.
 */
public final class Founding {
    private final SharedFiles files;
    private final SecureRandom random;
    private final InstantSource clock;

    /** Works on the tree of a node that nobody mounts meanwhile. */
    public Founding(SharedFiles files, SecureRandom random, InstantSource clock) {
        this.files = files;
        this.random = random;
        this.clock = clock;
    }

    /**
     * Founds a cluster.
     *
     * @param node this node
     * @return who this node is from now on; not stored yet
     * @throws ClusterException when the tree belongs to a cluster already, or a name is not allowed
     */
    public ClusterIdentity create(String clusterName, Member node) throws IOException {
        if (files.read(TreePaths.CONF).isPresent()) {
            throw new ClusterException(
                    "the tree has a corosync.conf, so it is that of a cluster; take this node out"
                            + " of it first with 'jpmxcfs cluster leave --to-local'");
        }
        try {
            CorosyncConf conf = CorosyncConf.fresh(clusterName, node);
            return store(conf, node);
        } catch (CorosyncException e) {
            throw new ClusterException(e.getMessage(), e);
        }
    }

    /**
     * Founds a cluster anew that has lost its other nodes: with another id and authority, so that
     * none of them takes part by mistake. Open invitations end.
     *
     * @param node this node, as it was in the old cluster
     */
    public ClusterIdentity recreate(String clusterName, Member node) throws IOException {
        try {
            return store(alone(clusterName, node), node);
        } catch (CorosyncException e) {
            throw new ClusterException(e.getMessage(), e);
        }
    }

    private ClusterIdentity store(CorosyncConf conf, Member node) throws IOException {
        Authority authority = Authority.create(conf.clusterName(), random, clock);
        KeyPair keys = Keys.generate(random);
        LinkIdentity link =
                new LinkIdentity(
                        UUID.randomUUID().toString(),
                        node.id(),
                        node.name(),
                        keys.getPrivate(),
                        authority.issue(node.name(), keys.getPublic(), Authority.NODE_DAYS, clock),
                        authority.certificate());
        new ClusterAuthority(files).store(authority);
        // Last, since it is what makes the tree that of a cluster.
        files.replace(TreePaths.CONF, conf.toBytes());
        return new ClusterIdentity(conf.clusterName(), link, node.address(), node.port());
    }

    /** The file without the other nodes; a new one where it is of no use. */
    private CorosyncConf alone(String clusterName, Member node)
            throws IOException, CorosyncException {
        CorosyncConf conf = present();
        if (conf == null || conf.member(node.name()).isEmpty()) {
            return CorosyncConf.fresh(clusterName, node);
        }
        for (Member member : conf.members()) {
            if (!member.name().equals(node.name())) {
                conf = conf.withoutNode(member.name());
            }
        }
        return conf;
    }

    private CorosyncConf present() throws IOException {
        byte[] content = files.read(TreePaths.CONF).orElse(new byte[0]);
        try {
            return CorosyncConf.parse(content);
        } catch (CorosyncException unusable) {
            return null;
        }
    }
}
