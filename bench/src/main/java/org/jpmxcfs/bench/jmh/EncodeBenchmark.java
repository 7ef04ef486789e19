package org.jpmxcfs.bench.jmh;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.EntryCodec;
import org.jpmxcfs.log.model.Limits;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** Encoding a write of 512 bytes into its binary form. */
public class EncodeBenchmark extends WritePath {
    private final EntryCodec codec = new EntryCodec();
    private final ByteBuffer target =
            ByteBuffer.allocate(Limits.ENTRY_BYTES_MAX).order(ByteOrder.LITTLE_ENDIAN);
    private Entry entry;

    /** Makes the entry that is encoded over and over. */
    @Setup
    public void setUp() {
        entry = Workload.entry(1, Workload.overwrite(100, Workload.content()));
    }

    /** One entry. */
    @Benchmark
    public int encode() {
        target.clear();
        codec.encode(entry, target);
        return target.position();
    }
}
