package org.jpmxcfs.transport.corosync.cpg;

import java.util.List;
import org.jpmxcfs.transport.corosync.wire.Peer;

/**
 * Told what happens in a group, in the one order that all members see. Called by the thread of the
 * group, which must not be kept waiting; what is thrown ends the connection.
 */
public interface GroupListener {
    /** A message of a member, maybe of this one; the array is the listener's to keep. */
    void delivered(Peer sender, byte[] message);

    /**
     * The members have changed.
     *
     * @param members all who are in the group now
     * @param joined those of them who are new
     * @param left those who have gone
     */
    void changed(List<Peer> members, List<Peer> joined, List<Peer> left);

    /** The connection has ended without {@link CpgGroup#close}; nothing else comes after it. */
    void lost(String reason);
}
