package org.jpmxcfs.transport.corosync.sync;

import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.transport.corosync.wire.Envelope;
import org.jpmxcfs.transport.corosync.wire.Peer;

/** What a group does with what its agreement has settled: the part in which the two differ. */
interface Part {
    /** Sends this node's STATE. */
    void sendState();

    /**
     * All states are in. Marks the members that are synced; the agreement goes on from there.
     *
     * @throws MalformedException when a state is none
     */
    void statesIn(Roster roster) throws MalformedException;

    /**
     * A NORMAL message is due.
     *
     * @throws MalformedException when the group is to be left over it
     */
    void deliver(Peer from, Envelope message) throws MalformedException;

    /**
     * A row of the leader has come.
     *
     * @throws MalformedException when the group is to be left over it
     */
    void updateIn(Peer from, Envelope message) throws MalformedException;

    /**
     * All rows have come. Takes them over, now or later, and then calls {@link Agreement#updated}.
     *
     * @throws MalformedException when they do not fit
     */
    void updateComplete() throws MalformedException;

    /** What a synchronisation under way has brought so far is of no use. */
    void abandonUpdate();

    /**
     * A message of a verification is due.
     *
     * @throws MalformedException when the group is to be left over it
     */
    void verification(Peer from, Envelope message) throws MalformedException;

    /** The members have changed: what is known of other members ends here. */
    void membersChanged(Roster roster);

    /** All members have the same tree from here on. */
    void allSynced(Roster roster);

    /** The mode is another one. */
    void modeChanged(Mode mode);
}
