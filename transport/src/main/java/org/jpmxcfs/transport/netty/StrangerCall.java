package org.jpmxcfs.transport.netty;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.log.model.Names;

/** The one request that a node without a certificate may make to a member of a cluster. */
public final class StrangerCall {
    private static final InstantSource CLOCK = InstantSource.system();

    private StrangerCall() {}

    /**
     * Asks, and waits for the answer.
     *
     * @param address where the member listens
     * @param authorityFingerprint SHA-256 of the certificate of the cluster's authority, see {@link
     *     org.jpmxcfs.transport.pki.Certificates#fingerprint}: nobody else is told the request
     * @param request up to {@link StrangerDesk#REQUEST_BYTES_MAX} bytes
     * @param timeout longest time in all
     * @return the member's answer
     * @throws IOException there is no answer; the message says in one line why
     */
    public static byte[] ask(
            InetSocketAddress address,
            byte[] authorityFingerprint,
            byte[] request,
            Duration timeout)
            throws IOException {
        if (request.length > StrangerDesk.REQUEST_BYTES_MAX) {
            throw new IllegalArgumentException("a request of " + request.length + " bytes");
        }
        String place = OneLine.of(address);
        if (address.isUnresolved()) {
            throw new IOException(place + ": no name service knows this host");
        }
        // First, since it takes time, and the member does not wait for long once it is called.
        SSLContext context = context(ChainTrust.byFingerprint(authorityFingerprint, CLOCK));
        Socket plain = new Socket();
        // One bound for everything: a socket's own timeout is for each read anew.
        Executor atTimeout =
                CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        AtomicBoolean late = new AtomicBoolean();
        CompletableFuture<Void> end =
                CompletableFuture.runAsync(
                        () -> {
                            late.set(true); // first: closing ends the wait below
                            close(plain);
                        },
                        atTimeout);
        try (plain) {
            plain.connect(address);
            return converse(plain, context, request);
        } catch (IOException e) {
            String reason = late.get() ? "no answer within " + seconds(timeout) : reason(e);
            throw new IOException(place + ": " + reason, e);
        } finally {
            end.cancel(false);
        }
    }

    private static byte[] converse(Socket plain, SSLContext context, byte[] request)
            throws IOException {
        try (SSLSocket socket = secure(plain, context)) {
            socket.startHandshake();
            socket.getOutputStream().write(encoded(new Frame.Enrol(request)));
            return answer(frame(new DataInputStream(socket.getInputStream())));
        }
    }

    private static SSLSocket secure(Socket plain, SSLContext context) throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        context.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
        socket.setEnabledProtocols(new String[] {Tls.PROTOCOL});
        return socket;
    }

    private static SSLContext context(TrustManager trust) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance(Tls.PROTOCOL);
            context.init(null, new TrustManager[] {trust}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java has no " + Tls.PROTOCOL, e);
        }
    }

    private static byte[] encoded(Frame frame) {
        ByteBuffer buffer =
                ByteBuffer.allocate(FrameCodec.LENGTH_BYTES + FrameCodec.ENROL_BYTES_MAX);
        new FrameCodec().encode(frame, buffer);
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }

    private static Frame frame(DataInputStream in) throws IOException {
        int length = Integer.reverseBytes(in.readInt());
        if (length < FrameCodec.FRAME_BYTES_MIN || length > FrameCodec.ENROLLED_BYTES_MAX) {
            throw new IOException("it answered with a frame of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        try {
            return FrameCodec.decode(ByteBuffer.wrap(bytes));
        } catch (MalformedException e) {
            throw new IOException("it answered nonsense: " + e.getMessage(), e);
        }
    }

    private static byte[] answer(Frame frame) throws IOException {
        if (frame instanceof Frame.Enrolled enrolled) {
            return enrolled.answer();
        }
        if (frame instanceof Frame.Refused refused) {
            throw new IOException("it refused: " + OneLine.of(Names.toText(refused.text())));
        }
        throw new IOException("it answered something else");
    }

    private static String reason(IOException e) {
        Optional<String> certificate = ChainTrust.complaint(e);
        if (certificate.isPresent()) {
            return certificate.get();
        }
        if (e instanceof ConnectException) {
            return "connection refused; is jpmxcfs running there as a member, on this port?";
        }
        if (e instanceof NoRouteToHostException) {
            return "this host cannot be reached; is the address right?";
        }
        if (e instanceof EOFException || e instanceof SocketException) {
            return "it closed the connection without an answer; its log says why";
        }
        if (e instanceof SSLException) {
            return "no " + Tls.PROTOCOL + " there; is this the port of jpmxcfs?";
        }
        return OneLine.of(String.valueOf(e.getMessage()));
    }

    private static String seconds(Duration timeout) {
        return String.format("%.1f s", timeout.toMillis() / 1000.0)
                + "; is the address right, and the port open in all firewalls?";
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
