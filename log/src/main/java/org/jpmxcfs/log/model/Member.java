package org.jpmxcfs.log.model;

/**
 * One node of a cluster, as the members of a term agree on it.
 *
 * @param id node id, unsigned 32 bit, never 0
 * @param name node name, as in its certificate
 * @param address host name or numeric address where it listens for its peers
 * @param port TCP port where it listens, 1 to 65535
 * @param voter whether it counts for a majority; a member that does not is still catching up
 *     (Ongaro 2014, 4.2.1)
 */
public record Member(int id, String name, String address, int port, boolean voter) {
    /** Refuses id 0, texts that are too long and a port that cannot be. */
    public Member {
        if (id == 0) {
            throw new IllegalArgumentException("node id 0 is that of a node without a cluster");
        }
        if (name.length() > Limits.LOG_NAME_BYTES_MAX
                || address.length() > Limits.ADDRESS_BYTES_MAX) {
            throw new IllegalArgumentException("name or address of node " + id + " is too long");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
        }
    }

    /** The same member with another vote. */
    public Member withVote(boolean vote) {
        return new Member(id, name, address, port, vote);
    }
}
