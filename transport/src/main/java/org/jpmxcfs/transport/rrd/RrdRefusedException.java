package org.jpmxcfs.transport.rrd;

import java.io.IOException;

/** A working writer's refusal; another writer would refuse a sample too. */
public final class RrdRefusedException extends IOException {
    private static final long serialVersionUID = 1;

    /** A refusal, with the reason that the writer gave. */
    public RrdRefusedException(String reason) {
        super(reason);
    }
}
