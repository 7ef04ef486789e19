package org.jpmxcfs.transport.netty;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jpmxcfs.transport.pki.Keys;
import org.jpmxcfs.transport.raft.node.LinkIdentity;

/**
 * TLS 1.3 of both sides, by the JDK's provider. The sums of handshakes are done by a thread of
 * their own, so that strangers who begin many do not delay heartbeats.
 */
final class Tls implements AutoCloseable {
    /** The only version spoken. */
    static final String PROTOCOL = "TLSv1.3";

    private static final long CLOSE_MILLIS_MAX = 200;

    private final SslContext accepting;
    private final SslContext dialling;
    private final ChainTrust trust;
    private final ExecutorService sums = Worker.named("links-tls");

    private Tls(SslContext accepting, SslContext dialling, ChainTrust trust) {
        this.accepting = accepting;
        this.dialling = dialling;
        this.trust = trust;
    }

    /**
     * TLS as a node.
     *
     * @throws IOException when the key is not that of the certificate
     */
    static Tls of(LinkIdentity identity, InstantSource clock) throws IOException {
        if (!Keys.belong(identity.key(), identity.certificate())) {
            throw new IOException(
                    "the key of node "
                            + identity.nodeName()
                            + " is not that of its certificate; restore both from one backup, or"
                            + " join the cluster anew");
        }
        ChainTrust trust = ChainTrust.in(identity.authority(), clock);
        X509Certificate[] chain = {identity.certificate(), identity.authority()};
        try {
            SslContext accepting =
                    common(SslContextBuilder.forServer(identity.key(), chain), trust)
                            .clientAuth(ClientAuth.OPTIONAL)
                            .build();
            SslContext dialling =
                    common(SslContextBuilder.forClient(), trust)
                            .keyManager(identity.key(), chain)
                            .endpointIdentificationAlgorithm(null)
                            .build();
            return new Tls(accepting, dialling, trust);
        } catch (SSLException e) {
            throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static SslContextBuilder common(SslContextBuilder builder, ChainTrust trust) {
        return builder.sslProvider(SslProvider.JDK).trustManager(trust).protocols(PROTOCOL);
    }

    /** The handler for a connection that was accepted. */
    SslHandler accepting(Channel channel) {
        return bounded(accepting.newHandler(channel.alloc(), sums));
    }

    /** The handler for a connection that was dialled. */
    SslHandler dialling(Channel channel) {
        return bounded(dialling.newHandler(channel.alloc(), sums));
    }

    /** What the other side of a finished handshake has proved itself with; empty: with nothing. */
    static Optional<X509Certificate> certificate(SslHandler handler) {
        try {
            return Optional.of(
                    (X509Certificate) handler.engine().getSession().getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException stranger) {
            return Optional.empty();
        }
    }

    /**
     * Refuses a certificate that is not valid now. A resumed session has not been checked for that
     * by TLS.
     */
    void checkDates(X509Certificate certificate) throws CertificateException {
        trust.checkDates(certificate);
    }

    /** Ends the thread. */
    @Override
    public void close() {
        sums.shutdownNow();
    }

    /** Our own deadline covers the handshake; a peer that is gone gets no long farewell. */
    private static SslHandler bounded(SslHandler handler) {
        handler.setHandshakeTimeoutMillis(0);
        handler.setCloseNotifyFlushTimeoutMillis(CLOSE_MILLIS_MAX);
        return handler;
    }
}
