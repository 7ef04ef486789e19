package org.jpmxcfs.fuse.virtual;

import java.util.function.Supplier;

/** {@code .rrd}: the newest sample of each key, one {@code KEY:DATA} a line. RRD.md. */
public final class RrdFile implements VirtualFile {
    private final Supplier<byte[]> dump;

    /** Shows what {@code dump} gives when the file is opened. */
    public RrdFile(Supplier<byte[]> dump) {
        this.dump = dump;
    }

    @Override
    public String name() {
        return ".rrd";
    }

    @Override
    public byte[] content() {
        return dump.get();
    }
}
