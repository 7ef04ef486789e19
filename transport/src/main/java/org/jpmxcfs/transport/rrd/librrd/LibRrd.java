package org.jpmxcfs.transport.rrd.librrd;

import jnr.ffi.annotations.In;
import jnr.ffi.types.time_t;
import jnr.ffi.types.u_int64_t;

/** The functions of librrd that do not touch global state, by their names in C. */
public interface LibRrd {
    /** Name under which the dynamic linker knows the library. */
    String SONAME = "librrd.so.8";

    /** Makes a file, replacing one that is there; 0 on success. */
    int rrd_create_r(
            String file,
            @u_int64_t long stepSeconds,
            @time_t long startSeconds,
            int definitionCount,
            @In String[] definition);

    /** Adds samples; 0 on success. A template of null stands for all data sources in order. */
    int rrd_update_r(String file, String template, int sampleCount, @In String[] samples);

    /** Why the last call of this thread failed. */
    String rrd_get_error();

    /** Forgets the last error of this thread. */
    void rrd_clear_error();
}
