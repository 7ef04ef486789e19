package org.jpmxcfs.bench.mount;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jpmxcfs.fuse.ops.ByteSink;
import org.jpmxcfs.fuse.ops.DirectorySink;
import org.jpmxcfs.fuse.ops.Errnos;
import org.jpmxcfs.fuse.ops.FileModes;
import org.jpmxcfs.fuse.ops.FileOperations;
import org.jpmxcfs.fuse.ops.StatusSink;
import org.jpmxcfs.log.model.Location;

/**
 * A file system that keeps names and nothing else: what a call costs before any work is done.
 * Whatever is called ".cfg", ".1" or ".bin" is a file of 512 bytes, all else a directory.
 */
final class NothingOperations implements FileOperations {
    private static final byte[] CONTENT = new byte[512];

    private final Set<String> names = ConcurrentHashMap.newKeySet();

    @Override
    public int status(Location at, StatusSink sink) {
        if (!at.path().isEmpty() && !names.contains(at.path())) {
            return -Errnos.ENOENT;
        }
        if (isFile(at.path())) {
            sink.put(1, FileModes.FILE | 0640, 1, CONTENT.length, 1, 0);
        } else {
            sink.put(1, FileModes.DIRECTORY | 0755, 2, 0, 0, 0);
        }
        return 0;
    }

    @Override
    public String linkTarget(Location at) {
        return null;
    }

    @Override
    public int list(Location at, DirectorySink sink) {
        sink.add(".", 1, FileModes.DIRECTORY);
        sink.add("..", 1, FileModes.DIRECTORY);
        int from = at.path().length() + 1;
        for (String name : names) {
            if (name.startsWith(at.path()) && name.length() > from) {
                sink.add(name.substring(from), 1, FileModes.FILE);
            }
        }
        return 0;
    }

    @Override
    public long open(Location at, int flags) {
        return 0;
    }

    @Override
    public void release(long handle) {
        // No handle was given out.
    }

    @Override
    public int read(Location at, long handle, long offset, int length, ByteSink sink) {
        if (offset >= CONTENT.length) {
            return 0;
        }
        int count = (int) Math.min(length, CONTENT.length - offset);
        sink.put(CONTENT, (int) offset, count);
        return count;
    }

    @Override
    public int write(Location at, long offset, byte[] data, int flags) {
        return data.length;
    }

    @Override
    public int truncate(Location at, long size) {
        return 0;
    }

    @Override
    public int create(Location at) {
        return names.add(at.path()) ? 0 : -Errnos.EEXIST;
    }

    @Override
    public int makeDirectory(Location at) {
        return create(at);
    }

    @Override
    public int remove(Location at) {
        return names.remove(at.path()) ? 0 : -Errnos.ENOENT;
    }

    @Override
    public int rename(Location from, Location to) {
        names.remove(from.path());
        names.add(to.path());
        return 0;
    }

    @Override
    public int setMtime(Location at, long seconds) {
        return 0;
    }

    @Override
    public int chmod(Location at, int permissions) {
        return 0;
    }

    @Override
    public int chown(Location at, int uid, int gid) {
        return 0;
    }

    @Override
    public int sync() {
        return 0;
    }

    @Override
    public Usage usage() {
        return new Usage(0, 1 << 30, names.size(), 1 << 20);
    }

    @Override
    public boolean isWaiting() {
        return false;
    }

    private static boolean isFile(String path) {
        return path.endsWith(".cfg") || path.endsWith(".1") || path.endsWith(".bin");
    }
}
