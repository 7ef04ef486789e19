package org.jpmxcfs.fuse.mount.kernel;

import java.util.Arrays;
import org.jpmxcfs.fuse.ops.ByteSink;
import org.jpmxcfs.fuse.ops.Errnos;
import org.jpmxcfs.fuse.ops.FileModes;
import org.jpmxcfs.fuse.ops.StatusSink;
import org.jpmxcfs.log.model.Limits;

/**
 * A file that was removed while it was open: those who have it open go on with it, as POSIX has it,
 * and what they write goes away with the last of them. It is on this machine only.
 */
final class RemovedFile {
    private static final int PERMISSIONS = 0640;

    private final long inode;
    private final long mtime;
    private byte[] content; // guarded by this

    RemovedFile(long inode, long mtime, byte[] content) {
        this.inode = inode;
        this.mtime = mtime;
        this.content = content;
    }

    synchronized void status(StatusSink sink) {
        sink.put(inode, FileModes.FILE | PERMISSIONS, 0, content.length, 0, mtime);
    }

    synchronized int read(long offset, int length, ByteSink sink) {
        int count = (int) Math.max(0, Math.min(length, content.length - offset));
        if (count > 0) {
            sink.put(content, (int) offset, count);
        }
        return count;
    }

    synchronized int write(long offset, byte[] data) {
        if (offset > Limits.FILE_BYTES_MAX - data.length) {
            return -Errnos.EFBIG;
        }
        int end = (int) offset + data.length;
        if (end > content.length) {
            content = Arrays.copyOf(content, end);
        }
        System.arraycopy(data, 0, content, (int) offset, data.length);
        return data.length;
    }

    synchronized int truncate(long size) {
        if (size < 0 || size > Limits.FILE_BYTES_MAX) {
            return -Errnos.EFBIG;
        }
        content = Arrays.copyOf(content, (int) size);
        return 0;
    }

    synchronized int size() {
        return content.length;
    }
}
