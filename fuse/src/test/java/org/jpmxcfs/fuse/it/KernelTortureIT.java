package org.jpmxcfs.fuse.it;

/** The same by the kernel's own protocol. */
class KernelTortureIT extends TortureIT {
    @Override
    String binding() {
        return "kernel";
    }
}
