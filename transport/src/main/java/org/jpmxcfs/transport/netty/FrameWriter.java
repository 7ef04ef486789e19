package org.jpmxcfs.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts frames into the queues of connections. A frame is encoded once into a buffer that is always
 * the same, and copied once into one of its size. For the loop thread.
 */
final class FrameWriter {
    private static final Logger LOG = LoggerFactory.getLogger(FrameWriter.class);

    private final FrameCodec codec = new FrameCodec();
    private final ByteBuffer scratch =
            ByteBuffer.allocate(FrameCodec.LENGTH_BYTES + FrameCodec.FRAME_BYTES_MAX);

    /**
     * Queues a frame; {@link Channel#flush} sends it.
     *
     * @param queueBytesMax what may wait on the connection, this frame included
     * @return false when there is no room, or the connection is closed: the frame is dropped
     */
    boolean write(Channel channel, Frame frame, int queueBytesMax) {
        long waiting = waitingBytes(channel);
        if (waiting >= queueBytesMax) {
            return false;
        }
        try {
            codec.encode(frame, scratch.clear());
        } catch (BufferOverflowException e) {
            LOG.error("a frame is larger than {} bytes, and dropped", scratch.capacity(), e);
            return false;
        }
        scratch.flip();
        if (waiting + scratch.remaining() > queueBytesMax) {
            return false;
        }
        channel.write(copy(channel), channel.voidPromise());
        return true;
    }

    /** Sends a small frame, and closes the connection when it is gone. */
    void writeLast(Channel channel, Frame frame) {
        codec.encode(frame, scratch.clear());
        scratch.flip();
        channel.writeAndFlush(copy(channel)).addListener(ChannelFutureListener.CLOSE);
    }

    /** Bytes that wait on a connection; as many as can be when it is closed. */
    static long waitingBytes(Channel channel) {
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        return queue == null ? Long.MAX_VALUE : queue.totalPendingWriteBytes();
    }

    private ByteBuf copy(Channel channel) {
        return channel.alloc().heapBuffer(scratch.remaining()).writeBytes(scratch);
    }
}
