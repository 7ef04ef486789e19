package org.jpmxcfs.transport.raft.node;

import org.jpmxcfs.transport.raft.wire.Message;

/** Told what comes in over links, by the loop thread. It must not wait. */
public interface LinkListener {
    /** A member has sent a message; it is decoded, and the sender is who it claims to be. */
    void received(int from, Message message);

    /** A member has published a value, or taken it back where the value is empty. */
    void published(int from, String key, byte[] value);

    /** A member has started anew since it was last linked: what it published before is void. */
    void restarted(int member);

    /** {@link LinkStatus#isUp} of a member has changed. */
    void changed(int member, boolean isUp);
}
