package org.jpmxcfs.transport.corosync.cpg;

import jnr.ffi.LibraryLoader;
import jnr.ffi.LibraryOption;

/** Corosync's libraries, loaded. Connections are made from here; it holds none itself. */
public final class Corosync {
    private final LibCpg cpg;
    private final LibQuorum quorum;
    private final LibCmap cmap;
    private final LibCfg cfg;
    private final LibC libc;

    private Corosync(LibCpg cpg, LibQuorum quorum, LibCmap cmap, LibCfg cfg, LibC libc) {
        this.cpg = cpg;
        this.quorum = quorum;
        this.cmap = cmap;
        this.cfg = cfg;
        this.libc = libc;
    }

    /**
     * Loads the libraries of this machine. Corosync itself need not run yet.
     *
     * @throws CorosyncCallException one is missing; the message says what to install
     */
    public static Corosync load() throws CorosyncCallException {
        return new Corosync(
                load(LibCpg.class, LibCpg.SONAME),
                load(LibQuorum.class, LibQuorum.SONAME),
                load(LibCmap.class, LibCmap.SONAME),
                load(LibCfg.class, LibCfg.SONAME),
                load(LibC.class, LibC.SONAME));
    }

    /** A library by its name for the linker; package-private for the test of a missing one. */
    static <T> T load(Class<T> functions, String soname) throws CorosyncCallException {
        try {
            return LibraryLoader.create(functions)
                    .failImmediately()
                    // Errors are returned, and to keep errno costs at every call.
                    .option(LibraryOption.IgnoreError, true)
                    .load(soname);
        } catch (LinkageError missing) {
            throw new CorosyncCallException(
                    "Corosync cannot be used, no library "
                            + soname
                            + ": install libcpg4, libquorum5, libcmap4 and libcfg7",
                    missing);
        }
    }

    /**
     * Makes Corosync of all nodes read {@code /etc/corosync/corosync.conf} anew, as {@code
     * corosync-cfgtool -R} does; may take a second, and keeps the calling thread as long.
     *
     * @throws CorosyncCallException it does not run, or refuses the file
     */
    public void reloadConfiguration() throws CorosyncCallException {
        long[] handle = new long[1];
        CorosyncCallException.check(
                "corosync_cfg_initialize",
                cfg.corosync_cfg_initialize(handle, Natives.bytes(Long.BYTES)));
        try {
            CorosyncCallException.check(
                    "corosync_cfg_reload_config", cfg.corosync_cfg_reload_config(handle[0]));
        } finally {
            cfg.corosync_cfg_finalize(handle[0]);
        }
    }

    LibCpg cpg() {
        return cpg;
    }

    LibQuorum quorum() {
        return quorum;
    }

    LibCmap cmap() {
        return cmap;
    }

    LibC libc() {
        return libc;
    }
}
