package org.jpmxcfs.transport.raft.node;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * What a node proves itself with to others.
 *
 * @param clusterId random id of the cluster, 36 ASCII characters
 * @param nodeId node id, never 0
 * @param nodeName common name of {@code certificate}
 * @param key private key of {@code certificate}
 * @param certificate certificate of this node, issued by {@code authority}
 * @param authority the cluster's own certificate authority, the only one trusted
 */
public record LinkIdentity(
        String clusterId,
        int nodeId,
        String nodeName,
        PrivateKey key,
        X509Certificate certificate,
        X509Certificate authority) {}
