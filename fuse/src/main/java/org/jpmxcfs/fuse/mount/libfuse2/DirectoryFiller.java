package org.jpmxcfs.fuse.mount.libfuse2;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Type;
import org.jpmxcfs.fuse.ops.DirectorySink;

/**
 * Calls {@code fuse_fill_dir_t} straight by its address: a listing calls it once for each entry,
 * and a proxy object for each listing would cost more than the calls.
 */
final class DirectoryFiller {
    private static final int NAME_BYTES = 4096;
    private static final long NO_OFFSET =
            0; // libfuse then keeps the whole listing and pages it itself

    private final CallContext signature =
            CallContext.getCallContext(
                    Type.SINT32,
                    new Type[] {Type.POINTER, Type.POINTER, Type.POINTER, Type.SINT64},
                    CallingConvention.DEFAULT,
                    false);
    private final ThreadLocal<Listing> listings = ThreadLocal.withInitial(Listing::new);

    /** Starts a listing into libfuse's buffer; valid until this thread starts its next one. */
    Listing begin(long buffer, long fill) {
        Listing listing = listings.get();
        listing.buffer = buffer;
        listing.fill = fill;
        return listing;
    }

    /** One listing under way. */
    final class Listing implements DirectorySink {
        private final long name = NativeMemory.allocate(NAME_BYTES);
        private final long stat = NativeMemory.allocate(Layouts.Stat.SIZE);
        private long buffer;
        private long fill;

        @Override
        public void add(String entry, long inode, int mode) {
            NativeMemory.putString(name, entry, NAME_BYTES);
            NativeMemory.putLong(stat + Layouts.Stat.INODE, inode);
            NativeMemory.putInt(stat + Layouts.Stat.MODE, mode);
            Invoker.getInstance().invokeN4(signature, fill, buffer, name, stat, NO_OFFSET);
        }
    }
}
