package org.jpmxcfs.transport.netty;

import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jpmxcfs.transport.pki.Authority;
import org.jpmxcfs.transport.pki.Keys;
import org.jpmxcfs.transport.raft.node.LinkIdentity;

/** An authority and the identities that it gives to nodes. */
final class TestCluster {
    private static final SecureRandom RANDOM = new SecureRandom();

    final String id = UUID.randomUUID().toString();
    final Authority authority = Authority.create("test", RANDOM, InstantSource.system());

    /** Node {@code id} is called node{@code id}. */
    LinkIdentity identity(int nodeId) {
        return identity(id, nodeId, "node" + nodeId, InstantSource.system());
    }

    /** A node whose certificate was good for ten days, a year ago. */
    LinkIdentity expired(int nodeId) {
        return identity(id, nodeId, "node" + nodeId, nowPlus(Duration.ofDays(-365)));
    }

    /** A node whose certificate will be good in a year. */
    LinkIdentity early(int nodeId) {
        return identity(id, nodeId, "node" + nodeId, nowPlus(Duration.ofDays(365)));
    }

    LinkIdentity identity(String clusterId, int nodeId, String name, InstantSource clock) {
        KeyPair keys = Keys.generate(RANDOM);
        return new LinkIdentity(
                clusterId,
                nodeId,
                name,
                keys.getPrivate(),
                authority.issue(name, keys.getPublic(), 10, clock),
                authority.certificate());
    }

    private static InstantSource nowPlus(Duration shift) {
        return InstantSource.fixed(Instant.now().plus(shift));
    }
}
