package org.jpmxcfs.fuse.mount.kernel;

import java.nio.ByteBuffer;
import jnr.constants.platform.Errno;
import org.jpmxcfs.fuse.libc.Device;
import org.jpmxcfs.fuse.libc.NativeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open {@code /dev/fuse} of one mount. */
final class Connection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final Device device;

    Connection(Device device) {
        this.device = device;
    }

    /**
     * Waits for the next request.
     *
     * @return its size; 0 when there was none after all; negative when the mount is gone
     */
    int receive(NativeBuffer in) {
        int count = device.read(in);
        if (count > 0) {
            return count;
        }
        Errno reason = Device.lastError();
        return switch (reason) {
            // The request was taken back while it was being read.
            case ENOENT, EINTR, EAGAIN -> 0;
            case ENODEV, ECONNABORTED -> -1;
            default -> {
                LOG.error("/dev/fuse cannot be read: {}", reason);
                yield -1;
            }
        };
    }

    /** Gives an answer that lies in {@code out}. */
    void send(NativeBuffer out, int count) {
        if (device.write(out, count) < 0) {
            Errno reason = Device.lastError();
            // ENOENT: the client does not wait any more; ENODEV: the mount is gone.
            if (reason != Errno.ENOENT && reason != Errno.ENODEV) {
                LOG.error("an answer of {} bytes was not taken: {}", count, reason);
            }
        }
    }

    /** Gives an answer that was kept. */
    void send(byte[] answer) {
        NativeBuffer out = NativeBuffer.allocate(answer.length);
        try {
            ByteBuffer bytes = out.bytes();
            bytes.put(answer);
            send(out, answer.length);
        } finally {
            out.free();
        }
    }

    /**
     * Gives a notice.
     *
     * @return whether the kernel knew what it is about; true also where the mount is gone
     */
    boolean notify(NativeBuffer notice, int count) {
        return device.write(notice, count) >= 0 || Device.lastError() != Errno.ENOENT;
    }

    @Override
    public void close() {
        device.close();
    }
}
