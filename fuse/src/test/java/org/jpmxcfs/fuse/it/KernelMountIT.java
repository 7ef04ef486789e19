package org.jpmxcfs.fuse.it;

/** The same by the kernel's own protocol. */
class KernelMountIT extends MountIT {
    @Override
    String binding() {
        return "kernel";
    }
}
