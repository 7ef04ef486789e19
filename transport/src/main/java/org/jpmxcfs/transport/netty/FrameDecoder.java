package org.jpmxcfs.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jpmxcfs.log.model.MalformedException;

/**
 * Cuts what comes in into frames. A length beyond the bound is refused before room is made for it;
 * after the first bytes that are no frame, nothing more is taken.
 */
final class FrameDecoder extends ByteToMessageDecoder {
    private long bytesMax;
    private boolean broken;

    /**
     * Begins.
     *
     * @param bytesMax longest frame, without its length
     */
    FrameDecoder(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Changes the bound, from the next frame on. */
    void allow(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
            throws MalformedException {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        try {
            Frame frame = next(in);
            if (frame != null) {
                out.add(frame);
            }
        } catch (MalformedException e) {
            broken = true;
            in.skipBytes(in.readableBytes());
            throw e;
        }
    }

    private Frame next(ByteBuf in) throws MalformedException {
        if (in.readableBytes() < FrameCodec.LENGTH_BYTES) {
            return null;
        }
        long length = in.getUnsignedIntLE(in.readerIndex());
        if (length < FrameCodec.FRAME_BYTES_MIN || length > bytesMax) {
            throw new MalformedException(
                    "frame of " + length + " bytes; at most " + bytesMax + " are taken here");
        }
        if (in.readableBytes() - FrameCodec.LENGTH_BYTES < length) {
            return null;
        }
        int at = in.readerIndex() + FrameCodec.LENGTH_BYTES;
        Frame frame = FrameCodec.decode(in.nioBuffer(at, (int) length));
        in.readerIndex(at + (int) length);
        return frame;
    }
}
