package org.jpmxcfs.fuse.virtual;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The virtual files of one mount, and the content that each open one showed at its open. */
public final class VirtualFiles {
    private final Map<String, VirtualFile> byName;
    private final Map<Long, byte[]> opened = new ConcurrentHashMap<>();
    private final AtomicLong lastHandle = new AtomicLong();

    /** A set of files with different names. */
    public VirtualFiles(List<VirtualFile> files) {
        byName =
                files.stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        VirtualFile::name, Function.identity()));
    }

    /**
     * The file with this path, or null. Only paths at the root, those that start with a dot, can be
     * one.
     */
    public VirtualFile find(String path) {
        return path.length() > 1 && path.charAt(0) == '.' ? byName.get(path) : null;
    }

    /** All files, in no particular order. */
    public Collection<VirtualFile> all() {
        return byName.values();
    }

    /**
     * Computes the content and keeps it for reads until {@link #release}. Returns a handle greater
     * than 0.
     */
    public long open(VirtualFile file) {
        long handle = lastHandle.incrementAndGet();
        opened.put(handle, file.content());
        return handle;
    }

    /** The content that {@link #open} computed; of the moment, where the handle is not known. */
    public byte[] content(VirtualFile file, long handle) {
        byte[] content = opened.get(handle);
        return content == null ? file.content() : content;
    }

    /** Forgets what was opened. */
    public void release(long handle) {
        opened.remove(handle);
    }
}
