package org.jpmxcfs.fuse.mount.libfuse2;

import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Pointer;
import jnr.ffi.Struct;
import ru.serce.jnrfuse.struct.FuseOperations;

/**
 * {@code struct fuse_operations}. jnr-fuse describes its layout; the functions put into it are our
 * own, because jnr-fuse's take paths as text, in which a name that is not UTF-8 is lost.
 */
final class OperationsTable {
    private final FuseOperations layout = Layouts.operations();
    private final Pointer memory;

    // Native code holds only addresses: whatever is not referenced from here would be collected
    // under its feet.
    private final List<Object> alive = new ArrayList<>();

    OperationsTable() {
        long size = Struct.size(layout);
        memory = Pointer.wrap(Layouts.RUNTIME, NativeMemory.allocate(size), size);
    }

    /** The members, for {@link #set}. */
    FuseOperations layout() {
        return layout;
    }

    /** Makes {@code function} callable from native code and puts it at a member's offset. */
    <T> void set(long offset, Class<T> shape, T function) {
        Pointer closure = Layouts.RUNTIME.getClosureManager().getClosurePointer(shape, function);
        alive.add(function);
        alive.add(closure);
        memory.putPointer(offset, closure);
    }

    Pointer memory() {
        return memory;
    }

    long size() {
        return Struct.size(layout);
    }
}
