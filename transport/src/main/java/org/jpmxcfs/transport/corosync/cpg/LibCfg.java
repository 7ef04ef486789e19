package org.jpmxcfs.transport.corosync.cpg;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.Out;

/** The functions of libcfg that make Corosync read its file anew, by their names in C. */
public interface LibCfg {
    /** Name under which the dynamic linker knows the library. */
    String SONAME = "libcfg.so.7";

    /** Connects to Corosync; {@code callbacks} is one pointer to a function. */
    int corosync_cfg_initialize(@Out long[] handle, Pointer callbacks);

    /** Closes a connection. */
    int corosync_cfg_finalize(long handle);

    /** Makes Corosync of all nodes read their files; returns when it is done. */
    int corosync_cfg_reload_config(long handle);
}
