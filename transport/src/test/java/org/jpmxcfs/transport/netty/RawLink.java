package org.jpmxcfs.transport.netty;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.transport.raft.node.LinkIdentity;

/** One end of a connection whose other end is a node: says what a test wants. */
final class RawLink implements AutoCloseable {
    static final int WAIT_MILLIS_MAX = 60_000;

    private final Socket socket;
    private final DataInputStream in;

    RawLink(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(WAIT_MILLIS_MAX);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    /** Says who it is, truly or not. */
    void hello(LinkIdentity as, Lane lane) throws IOException {
        write(new Frame.Hello(as.clusterId(), as.nodeId(), as.nodeName(), lane, 1, 9));
    }

    void write(Frame frame) throws IOException {
        writeBytes(bytes(frame));
    }

    void writeBytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    Frame read() throws IOException {
        byte[] bytes = new byte[Integer.reverseBytes(in.readInt())];
        in.readFully(bytes);
        try {
            return FrameCodec.decode(ByteBuffer.wrap(bytes));
        } catch (MalformedException e) {
            throw new IOException(e);
        }
    }

    /** Returns when the other end has closed. */
    void awaitEnd() throws IOException {
        try {
            while (in.read() >= 0) {
                continue;
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("still open after " + WAIT_MILLIS_MAX + " ms", e);
        } catch (IOException reset) {
            return; // an end too
        }
    }

    static byte[] bytes(Frame frame) {
        ByteBuffer buffer =
                ByteBuffer.allocate(FrameCodec.LENGTH_BYTES + FrameCodec.FRAME_BYTES_MAX);
        new FrameCodec().encode(frame, buffer);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
