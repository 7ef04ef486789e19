package org.jpmxcfs.fuse.membership;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Optional;
import org.jpmxcfs.fuse.files.ClusterException;
import org.jpmxcfs.fuse.membership.Enrolment.Answer;
import org.jpmxcfs.fuse.membership.Enrolment.Request;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.transport.pki.Certificates;
import org.jpmxcfs.transport.pki.Keys;
import org.jpmxcfs.transport.pki.Pem;
import org.jpmxcfs.transport.pki.PkiException;
import org.jpmxcfs.transport.raft.node.LinkIdentity;

/** Asks a member of a cluster to make this node a member too. */
public final class Joining {
    private final Call call;
    private final SecureRandom random;
    private final InstantSource clock;

    /** Asks a member; {@code StrangerCall.ask} outside of tests. */
    @FunctionalInterface
    public interface Call {
        /**
         * Sends a request to who proves to be of the cluster.
         *
         * @param authorityFingerprint SHA-256 of the certificate of the cluster's authority
         */
        byte[] ask(InetSocketAddress address, byte[] authorityFingerprint, byte[] request)
                throws IOException;
    }

    /** Asks by {@code call}. */
    public Joining(Call call, SecureRandom random, InstantSource clock) {
        this.call = call;
        this.random = random;
        this.clock = clock;
    }

    /**
     * Joins the cluster that a token is of. The key of this node is made here and never leaves it.
     *
     * @param nodeId the id that this node wants, unsigned 32 bit; 0 for any
     * @param address where this node will listen; empty for the address that the member sees
     * @param port TCP port where this node will listen
     * @return who this node is from now on; not stored yet
     * @throws IOException when the member cannot be asked or refuses, in one line
     */
    public ClusterIdentity join(Token token, long nodeId, Optional<String> address, int port)
            throws IOException {
        KeyPair keys = Keys.generate(random);
        Request request =
                new Request(
                        Enrolment.VERSION,
                        token.node(),
                        nodeId,
                        token.secret(),
                        clock.millis(),
                        address.orElse(null),
                        port,
                        keys.getPublic().getEncoded());
        InetSocketAddress member = new InetSocketAddress(token.address(), token.port());
        Answer answer = decode(call.ask(member, token.authority(), Json.write(request)));
        return identity(token, answer, keys, port);
    }

    private static Answer decode(byte[] bytes) throws ClusterException {
        try {
            Answer answer = Json.read(bytes, Answer.class);
            if (answer.refusal() == null) {
                return answer;
            }
            throw new ClusterException("the cluster refuses: " + oneLine(answer.refusal()));
        } catch (ClusterException refused) {
            throw refused;
        } catch (IOException notJson) {
            throw misunderstood(notJson);
        }
    }

    private static ClusterIdentity identity(Token token, Answer answer, KeyPair keys, int port)
            throws ClusterException {
        try {
            if (answer.certificate() == null
                    || answer.authority() == null
                    || answer.clusterId() == null
                    || answer.clusterName() == null
                    || answer.address() == null
                    || answer.nodeId() < 1
                    || answer.nodeId() > Limits.U32_MAX) {
                throw misunderstood(null);
            }
            X509Certificate certificate = Pem.certificate("the answer", answer.certificate());
            X509Certificate authority = Pem.certificate("the answer", answer.authority());
            requireOurs(token, keys, certificate, authority);
            LinkIdentity link =
                    new LinkIdentity(
                            answer.clusterId(),
                            (int) answer.nodeId(),
                            token.node(),
                            keys.getPrivate(),
                            certificate,
                            authority);
            return new ClusterIdentity(answer.clusterName(), link, answer.address(), port);
        } catch (PkiException e) {
            throw misunderstood(e);
        }
    }

    private static void requireOurs(
            Token token, KeyPair keys, X509Certificate certificate, X509Certificate authority)
            throws ClusterException {
        boolean isOurs =
                MessageDigest.isEqual(token.authority(), Certificates.fingerprint(authority))
                        && Certificates.isIssuedBy(certificate, authority)
                        && certificate.getPublicKey().equals(keys.getPublic())
                        && Certificates.commonName(certificate).equals(token.node());
        if (!isOurs) {
            throw misunderstood(null);
        }
    }

    private static ClusterException misunderstood(Exception cause) {
        return new ClusterException(
                "the answer of the cluster is not understood here; use the same version of jpmxcfs"
                        + " on all nodes",
                cause);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
