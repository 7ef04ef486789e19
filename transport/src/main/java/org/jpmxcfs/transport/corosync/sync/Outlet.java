package org.jpmxcfs.transport.corosync.sync;

import org.jpmxcfs.transport.corosync.wire.Envelope;

/** Where an agreement's decisions go. */
interface Outlet {
    /** Sends a message to all members, this one included. */
    void multicast(Envelope message);
}
