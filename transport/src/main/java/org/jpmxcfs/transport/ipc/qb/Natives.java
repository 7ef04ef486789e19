package org.jpmxcfs.transport.ipc.qb;

import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/** Memory that is shared with C. */
final class Natives {
    /** The machine as jnr-ffi sees it. */
    static final Runtime RUNTIME = Runtime.getSystemRuntime();

    private Natives() {}

    /** Zeroed memory of so many bytes, freed when the pointer is garbage. */
    static Pointer bytes(int count) {
        return Memory.allocateDirect(RUNTIME, count, true);
    }

    /** A structure that holds nothing but pointers. */
    static Pointer pointers(Pointer... pointers) {
        Pointer structure = bytes(pointers.length * Long.BYTES);
        for (int i = 0; i < pointers.length; i++) {
            structure.putPointer((long) i * Long.BYTES, pointers[i]);
        }
        return structure;
    }
}
