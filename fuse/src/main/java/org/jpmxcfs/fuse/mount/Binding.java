package org.jpmxcfs.fuse.mount;

/** Who speaks with the kernel for a mount. */
public enum Binding {
    /** This program itself, in the kernel's own protocol; what is read is kept by the kernel. */
    KERNEL,

    /** The system's libfuse 2. */
    LIBFUSE
}
