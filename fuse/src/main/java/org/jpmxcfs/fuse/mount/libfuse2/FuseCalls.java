package org.jpmxcfs.fuse.mount.libfuse2;

import java.util.function.IntSupplier;
import org.jpmxcfs.fuse.mount.Turns;
import org.jpmxcfs.fuse.ops.Errnos;
import org.jpmxcfs.fuse.ops.FileModes;
import org.jpmxcfs.fuse.ops.FileOperations;
import org.jpmxcfs.log.model.Location;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ru.serce.jnrfuse.struct.FuseOperations;

/**
 * Turns libfuse's calls into file operations. Whatever goes wrong inside, libfuse gets an error
 * number: no exception may reach native code. What has no method here, libfuse answers with ENOSYS,
 * as it did for pmxcfs.
 */
final class FuseCalls {
    private static final Logger LOG = LoggerFactory.getLogger(FuseCalls.class);
    private static final int PERMISSION_BITS = 07777;
    private static final int BLOCK_BYTES = 4096;
    private static final int NAME_MAX_SHOWN = 256; // as the original reports it

    private final FileOperations operations;
    private final Turns turns;
    private final int ownerGid;
    private final DirectoryFiller filler = new DirectoryFiller();

    /** Serves {@code operations}, showing everything as owned by root and {@code ownerGid}. */
    FuseCalls(FileOperations operations, Turns turns, int ownerGid) {
        this.operations = operations;
        this.turns = turns;
        this.ownerGid = ownerGid;
    }

    /** Puts the calls into libfuse's table; the table keeps them alive. */
    void register(OperationsTable table) {
        FuseOperations at = table.layout();
        table.set(at.getattr.offset(), Upcalls.OfPathAddress.class, this::getattr);
        table.set(at.readlink.offset(), Upcalls.OfPathBuffer.class, this::readlink);
        table.set(at.mknod.offset(), Upcalls.OfPathModeAddress.class, this::mknod);
        table.set(at.mkdir.offset(), Upcalls.OfPathMode.class, this::mkdir);
        table.set(at.unlink.offset(), Upcalls.OfPath.class, this::remove);
        table.set(at.rmdir.offset(), Upcalls.OfPath.class, this::remove);
        table.set(at.rename.offset(), Upcalls.OfPathAddress.class, this::rename);
        table.set(at.chmod.offset(), Upcalls.OfPathMode.class, this::chmod);
        table.set(at.chown.offset(), Upcalls.OfPathOwner.class, this::chown);
        table.set(at.truncate.offset(), Upcalls.OfPathAddress.class, this::truncate);
        table.set(at.open.offset(), Upcalls.OfPathAddress.class, this::open);
        table.set(at.read.offset(), Upcalls.OfTransfer.class, this::read);
        table.set(at.write.offset(), Upcalls.OfTransfer.class, this::write);
        table.set(at.statfs.offset(), Upcalls.OfPathAddress.class, this::statfs);
        table.set(at.release.offset(), Upcalls.OfPathAddress.class, this::release);
        table.set(at.fsync.offset(), Upcalls.OfPathModeAddress.class, this::fsync);
        table.set(at.readdir.offset(), Upcalls.OfTransfer.class, this::readdir);
        table.set(at.fsyncdir.offset(), Upcalls.OfPathModeAddress.class, this::fsync);
        table.set(at.create.offset(), Upcalls.OfPathModeAddress.class, this::create);
        table.set(at.utimens.offset(), Upcalls.OfPathAddress.class, this::utimens);
    }

    private int getattr(long path, long stat) {
        return guarded(
                "getattr",
                () ->
                        operations.status(
                                location(path),
                                (inode, mode, links, size, blocks, mtime) ->
                                        putStat(stat, inode, mode, links, size, blocks, mtime)));
    }

    private int readlink(long path, long buffer, long size) {
        return guarded(
                "readlink",
                () -> {
                    String target = operations.linkTarget(location(path));
                    if (target == null) {
                        return -Errnos.EINVAL;
                    }
                    NativeMemory.putString(buffer, target, (int) size);
                    return 0;
                });
    }

    private int mknod(long path, int mode, long device) {
        return (mode & FileModes.TYPE) == FileModes.FILE
                ? guarded("mknod", () -> operations.create(location(path)))
                : -Errnos.ENOSYS;
    }

    // Without direct I/O, as in pmxcfs: who makes a file may map it into memory.
    private int create(long path, int mode, long fileInfo) {
        return guarded("create", () -> operations.create(location(path)));
    }

    private int mkdir(long path, int mode) {
        return guarded("mkdir", () -> operations.makeDirectory(location(path)));
    }

    private int remove(long path) {
        return guarded("remove", () -> operations.remove(location(path)));
    }

    private int rename(long from, long to) {
        return guarded("rename", () -> operations.rename(location(from), location(to)));
    }

    private int chmod(long path, int mode) {
        return guarded("chmod", () -> operations.chmod(location(path), mode & PERMISSION_BITS));
    }

    private int chown(long path, int uid, int gid) {
        return guarded("chown", () -> operations.chown(location(path), uid, gid));
    }

    private int truncate(long path, long size) {
        return guarded("truncate", () -> operations.truncate(location(path), size));
    }

    private int utimens(long path, long times) {
        return guarded(
                "utimens",
                () -> operations.setMtime(location(path), Layouts.modificationSeconds(times)));
    }

    private int open(long path, long fileInfo) {
        return guarded(
                "open",
                () -> {
                    int flags = NativeMemory.getInt(fileInfo + Layouts.FILE_INFO_FLAGS);
                    long handle = operations.open(location(path), flags);
                    if (handle < 0) {
                        return (int) handle;
                    }
                    NativeMemory.putLong(fileInfo + Layouts.FILE_INFO_HANDLE, handle);
                    int bits = NativeMemory.getInt(fileInfo + Layouts.FILE_INFO_BITS);
                    NativeMemory.putInt(
                            fileInfo + Layouts.FILE_INFO_BITS, bits | Layouts.DIRECT_IO);
                    return 0;
                });
    }

    private int release(long path, long fileInfo) {
        return guarded(
                "release",
                () -> {
                    operations.release(NativeMemory.getLong(fileInfo + Layouts.FILE_INFO_HANDLE));
                    return 0;
                });
    }

    private int read(long path, long buffer, long size, long offset, long fileInfo) {
        return guarded(
                "read",
                () ->
                        operations.read(
                                location(path),
                                NativeMemory.getLong(fileInfo + Layouts.FILE_INFO_HANDLE),
                                offset,
                                (int) size,
                                (array, start, length) ->
                                        NativeMemory.putBytes(buffer, array, start, length)));
    }

    private int write(long path, long buffer, long size, long offset, long fileInfo) {
        return guarded(
                "write",
                () -> {
                    int flags = NativeMemory.getInt(fileInfo + Layouts.FILE_INFO_FLAGS);
                    if ((flags & FileOperations.O_DSYNC) != 0) {
                        turns.pass();
                    }
                    byte[] data = NativeMemory.bytes(buffer, (int) size);
                    return operations.write(location(path), offset, data, flags);
                });
    }

    private int fsync(long path, int dataOnly, long fileInfo) {
        return guarded(
                "fsync",
                () -> {
                    turns.pass();
                    return operations.sync();
                });
    }

    private int readdir(long path, long buffer, long fill, long offset, long fileInfo) {
        return guarded(
                "readdir", () -> operations.list(location(path), filler.begin(buffer, fill)));
    }

    private int statfs(long path, long statfs) {
        return guarded(
                "statfs",
                () -> {
                    FileOperations.Usage usage = operations.usage();
                    NativeMemory.putLong(statfs + Layouts.StatFs.BLOCK_SIZE, BLOCK_BYTES);
                    NativeMemory.putLong(statfs + Layouts.StatFs.FRAGMENT_SIZE, BLOCK_BYTES);
                    long blocks = usage.bytesMax() / BLOCK_BYTES;
                    long free = blocks - blocks(usage.bytes());
                    NativeMemory.putLong(statfs + Layouts.StatFs.BLOCKS, blocks);
                    NativeMemory.putLong(statfs + Layouts.StatFs.BLOCKS_FREE, free);
                    NativeMemory.putLong(statfs + Layouts.StatFs.BLOCKS_AVAILABLE, free);
                    long entriesFree = usage.entriesMax() - usage.entries();
                    NativeMemory.putLong(statfs + Layouts.StatFs.FILES, usage.entriesMax());
                    NativeMemory.putLong(statfs + Layouts.StatFs.FILES_FREE, entriesFree);
                    NativeMemory.putLong(statfs + Layouts.StatFs.FILES_AVAILABLE, entriesFree);
                    NativeMemory.putLong(statfs + Layouts.StatFs.NAME_MAX, NAME_MAX_SHOWN);
                    return 0;
                });
    }

    private void putStat(
            long stat, long inode, int mode, int links, long size, long blocks, long mtime) {
        NativeMemory.clear(stat, Layouts.Stat.SIZE);
        NativeMemory.putLong(stat + Layouts.Stat.INODE, inode);
        NativeMemory.putInt(stat + Layouts.Stat.MODE, mode);
        NativeMemory.putLong(stat + Layouts.Stat.LINKS, links);
        NativeMemory.putInt(stat + Layouts.Stat.GID, ownerGid);
        NativeMemory.putLong(stat + Layouts.Stat.BYTES, size);
        NativeMemory.putLong(stat + Layouts.Stat.BLOCK_SIZE, BLOCK_BYTES);
        NativeMemory.putLong(stat + Layouts.Stat.BLOCKS, blocks);
        NativeMemory.putLong(stat + Layouts.Stat.ACCESSED, mtime);
        NativeMemory.putLong(stat + Layouts.Stat.MODIFIED, mtime);
        NativeMemory.putLong(stat + Layouts.Stat.CHANGED, mtime);
    }

    private static long blocks(long bytes) {
        return (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
    }

    private static Location location(long path) {
        return Location.of(NativeMemory.path(path));
    }

    private static int guarded(String call, IntSupplier body) {
        try {
            return body.getAsInt();
        } catch (Throwable e) {
            return failed(call, e);
        }
    }

    private static int failed(String call, Throwable cause) {
        try {
            LOG.error("{} failed with EIO", call, cause);
        } catch (Throwable lost) {
            // Nothing is left to tell it to: whatever made the call fail may stop the log as well.
        }
        return -Errnos.EIO;
    }
}
