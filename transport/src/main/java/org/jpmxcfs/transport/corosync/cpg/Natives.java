package org.jpmxcfs.transport.corosync.cpg;

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

    /**
     * The address that C calls to reach a callback. The callback object must be held by whoever
     * asks, for as long as C has the address: what is collected falls silent without a word.
     */
    static <T> Pointer function(Class<T> kind, T callback) {
        return RUNTIME.getClosureManager().getClosurePointer(kind, callback);
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
