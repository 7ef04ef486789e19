package org.jpmxcfs.fuse.mount.libfuse2;

import jnr.ffi.Runtime;
import jnr.ffi.Struct;
import ru.serce.jnrfuse.struct.FileStat;
import ru.serce.jnrfuse.struct.FuseOperations;
import ru.serce.jnrfuse.struct.Statvfs;

/**
 * Where the fields of libfuse's and the C library's structures lie, taken once from jnr-fuse's
 * descriptions.
 */
final class Layouts {
    static final Runtime RUNTIME = Runtime.getSystemRuntime();

    /** {@code struct fuse_file_info}, fuse_common.h of libfuse 2.9, 64-bit. */
    static final int FILE_INFO_FLAGS = 0;

    static final int FILE_INFO_BITS = 20;

    static final int FILE_INFO_HANDLE = 24;

    /** Of the bits: the kernel caches nothing of this open file. */
    static final int DIRECT_IO = 1;

    private Layouts() {}

    /** {@code struct stat}. */
    static final class Stat {
        static final int SIZE;
        static final long INODE;
        static final long MODE;
        static final long LINKS;
        static final long UID;
        static final long GID;
        static final long BYTES;
        static final long BLOCK_SIZE;
        static final long BLOCKS;
        static final long ACCESSED;
        static final long MODIFIED;
        static final long CHANGED;

        static {
            FileStat stat = new FileStat(RUNTIME);
            SIZE = Struct.size(stat);
            INODE = stat.st_ino.offset();
            MODE = stat.st_mode.offset();
            LINKS = stat.st_nlink.offset();
            UID = stat.st_uid.offset();
            GID = stat.st_gid.offset();
            BYTES = stat.st_size.offset();
            BLOCK_SIZE = stat.st_blksize.offset();
            BLOCKS = stat.st_blocks.offset();
            ACCESSED = stat.st_atim.tv_sec.offset();
            MODIFIED = stat.st_mtim.tv_sec.offset();
            CHANGED = stat.st_ctim.tv_sec.offset();
        }

        private Stat() {}
    }

    /** {@code struct statvfs}. */
    static final class StatFs {
        static final long BLOCK_SIZE;
        static final long FRAGMENT_SIZE;
        static final long BLOCKS;
        static final long BLOCKS_FREE;
        static final long BLOCKS_AVAILABLE;
        static final long FILES;
        static final long FILES_FREE;
        static final long FILES_AVAILABLE;
        static final long NAME_MAX;

        static {
            Statvfs statfs = new Statvfs(RUNTIME);
            BLOCK_SIZE = statfs.f_bsize.offset();
            FRAGMENT_SIZE = statfs.f_frsize.offset();
            BLOCKS = statfs.f_blocks.offset();
            BLOCKS_FREE = statfs.f_bfree.offset();
            BLOCKS_AVAILABLE = statfs.f_bavail.offset();
            FILES = statfs.f_files.offset();
            FILES_FREE = statfs.f_ffree.offset();
            FILES_AVAILABLE = statfs.f_favail.offset();
            NAME_MAX = statfs.f_namemax.offset();
        }

        private StatFs() {}
    }

    /** The second of two {@code struct timespec}: the modification time of utimens. */
    static long modificationSeconds(long times) {
        return NativeMemory.getLong(times + TIMESPEC_SIZE);
    }

    private static final int TIMESPEC_SIZE = Struct.size(new FileStat(RUNTIME).st_mtim);

    /** An empty operations table. */
    static FuseOperations operations() {
        return new FuseOperations(RUNTIME);
    }
}
