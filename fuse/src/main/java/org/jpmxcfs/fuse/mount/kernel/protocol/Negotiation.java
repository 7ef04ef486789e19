package org.jpmxcfs.fuse.mount.kernel.protocol;

import java.nio.ByteBuffer;

/**
 * What this side and the kernel agree upon: the answer to INIT.
 *
 * @param minor minor version that both speak
 * @param flags features that both have and this side wants
 */
public record Negotiation(int minor, long flags) {
    /** Version of the protocol. */
    public static final int MAJOR = 7;

    /** The oldest minor version that has all that is needed: Linux 4.20. */
    public static final int MINOR_MIN = 28;

    /** The newest minor version that this side was tried with: Linux 6.18. */
    public static final int MINOR_MAX = 45;

    /** Most bytes of one write. */
    public static final int WRITE_BYTES_MAX = 1 << 20;

    private static final int PAGE_BYTES = 4096;
    private static final int READAHEAD_BYTES_MAX = 1 << 17;
    private static final int BACKGROUND_MAX = 64;

    private static final long ASYNC_READ = 1;
    private static final long BIG_WRITES = 1 << 5;
    private static final long AUTO_INVALIDATE = 1 << 12;
    private static final long READDIRPLUS = 1 << 13;
    private static final long READDIRPLUS_AUTO = 1 << 14;
    private static final long PARALLEL_DIRECTORIES = 1 << 18;
    private static final long MAX_PAGES = 1 << 22;
    private static final long CACHE_LINKS = 1 << 23;
    private static final long EXTENDED = 1 << 30;
    private static final long EXPIRE_ONLY = 1L << 35;
    private static final long DIRECT_MAPPED = 1L << 36;

    private static final long WANTED =
            ASYNC_READ
                    | BIG_WRITES
                    | AUTO_INVALIDATE
                    | READDIRPLUS
                    | READDIRPLUS_AUTO
                    | PARALLEL_DIRECTORIES
                    | MAX_PAGES
                    | CACHE_LINKS
                    | EXTENDED
                    | EXPIRE_ONLY
                    | DIRECT_MAPPED;

    /** The major version of an INIT request. */
    public static int major(Request init) {
        return init.argumentInt(0);
    }

    /** The minor version of an INIT request. */
    public static int minor(Request init) {
        return init.argumentInt(4);
    }

    /** What comes of an INIT request of the same major version. */
    public static Negotiation with(Request init) {
        long offered = init.argumentInt(12) & 0xFFFF_FFFFL;
        if ((offered & EXTENDED) != 0 && init.argumentSize() >= 20) {
            offered |= (long) init.argumentInt(16) << 32;
        }
        return new Negotiation(Math.min(minor(init), MINOR_MAX), offered & WANTED);
    }

    /** Whether the kernel has what is needed. */
    public boolean isEnough() {
        return minor >= MINOR_MIN && (flags & MAX_PAGES) != 0;
    }

    /** Whether a name can be made to be asked for again without being thrown away. */
    public boolean canExpireNames() {
        return (flags & EXPIRE_ONLY) != 0;
    }

    /** Puts the answer. */
    public void put(Reply reply) {
        ByteBuffer bytes = reply.bytes();
        bytes.putInt(MAJOR).putInt(minor).putInt(READAHEAD_BYTES_MAX).putInt((int) flags);
        bytes.putShort((short) BACKGROUND_MAX).putShort((short) (BACKGROUND_MAX * 3 / 4));
        bytes.putInt(WRITE_BYTES_MAX).putInt(1); // times are as fine as a nanosecond
        bytes.putShort((short) (WRITE_BYTES_MAX / PAGE_BYTES)).putShort((short) 0);
        bytes.putInt((int) (flags >>> 32));
        reply.fill(28);
    }

    /** Puts the answer to a kernel of a newer major version, which then asks again. */
    public static void putMajor(Reply reply) {
        reply.bytes().putInt(MAJOR).putInt(MINOR_MAX);
        reply.fill(56);
    }
}
