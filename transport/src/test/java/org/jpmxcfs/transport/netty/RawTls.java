package org.jpmxcfs.transport.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jpmxcfs.transport.raft.node.LinkIdentity;

/** TLS that trusts everybody and shows any certificate: what somebody hostile would use. */
final class RawTls {
    private static final int RECEIVE_BYTES_MAX = 16 << 10; // who does not read is noticed soon
    private static final AtomicInteger SOURCES = new AtomicInteger(1);

    private RawTls() {}

    /** Dials with the certificate of {@code identity}; null: with none. */
    static RawLink dial(int port, LinkIdentity identity) throws IOException {
        Socket plain = plain(port);
        return new RawLink(
                context(identity)
                        .getSocketFactory()
                        .createSocket(plain, null, plain.getPort(), true));
    }

    /** Dials without TLS. Each call has another source address: a node has a log line for each. */
    static Socket plain(int port) throws IOException {
        int source = SOURCES.incrementAndGet();
        byte[] address = {127, 1, (byte) (source >> 8), (byte) source};
        Socket socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BYTES_MAX);
        socket.bind(new InetSocketAddress(InetAddress.getByAddress(address), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    /** Listens on a free port. */
    static SSLServerSocket listen(LinkIdentity identity) throws IOException {
        SSLServerSocket server =
                (SSLServerSocket)
                        context(identity)
                                .getServerSocketFactory()
                                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setNeedClientAuth(true);
        server.setSoTimeout(RawLink.WAIT_MILLIS_MAX);
        return server;
    }

    private static SSLContext context(LinkIdentity identity) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(
                    identity == null ? null : keys(identity),
                    new TrustManager[] {new TrustAll()},
                    new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static KeyManager[] keys(LinkIdentity identity)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "node",
                identity.key(),
                new char[0],
                new X509Certificate[] {identity.certificate(), identity.authority()});
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
