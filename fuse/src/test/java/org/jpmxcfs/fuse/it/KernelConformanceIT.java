package org.jpmxcfs.fuse.it;

import java.util.Optional;

/**
 * The same by the kernel's own protocol. Where it gives more than libfuse 2 can, kernel.jsonl holds
 * what is right: a removed file that is open is gone from its directory, a shared mapping works,
 * one of two times can be set, RENAME_NOREPLACE is known, and a large write is one change.
 */
class KernelConformanceIT extends ConformanceIT {
    @Override
    String binding() {
        return "kernel";
    }

    @Override
    Optional<String> differences() {
        return Optional.of("kernel.jsonl");
    }
}
