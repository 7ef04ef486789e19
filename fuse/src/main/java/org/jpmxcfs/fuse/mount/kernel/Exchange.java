package org.jpmxcfs.fuse.mount.kernel;

import org.jpmxcfs.fuse.libc.NativeBuffer;
import org.jpmxcfs.fuse.mount.kernel.protocol.Negotiation;
import org.jpmxcfs.fuse.mount.kernel.protocol.Reply;
import org.jpmxcfs.fuse.mount.kernel.protocol.Request;
import org.jpmxcfs.fuse.mount.kernel.protocol.Status;
import org.jpmxcfs.fuse.ops.ByteSink;
import org.jpmxcfs.fuse.ops.StatusSink;

/** What one thread works with: a request, its answer, and room for what goes between them. */
final class Exchange {
    private static final int HEADERS_BYTES_MAX = 4096; // what goes with the data of a request
    private static final int BYTES_MAX = Negotiation.WRITE_BYTES_MAX + HEADERS_BYTES_MAX;

    final NativeBuffer in = NativeBuffer.allocate(BYTES_MAX);
    final NativeBuffer out = NativeBuffer.allocate(BYTES_MAX);
    final Request request = new Request(in.bytes());
    final Reply reply = new Reply(out.bytes());
    final Status status;

    /** Why what was tried last was refused: a negative error number. */
    int refusal;

    /** Takes attributes into {@link #status}; made once, as each request needs it. */
    final StatusSink statusSink;

    /** Takes bytes into the answer. */
    final ByteSink byteSink = reply::putBytes;

    Exchange(int ownerGid) {
        status = new Status(ownerGid);
        statusSink = status::set;
    }

    /** Completes the answer and keeps it, for whoever gives it later. */
    byte[] keepAnswer() {
        byte[] answer = new byte[reply.finish(request.unique())];
        out.bytes().get(answer);
        return answer;
    }
}
