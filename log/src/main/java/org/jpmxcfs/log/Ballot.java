package org.jpmxcfs.log;

/**
 * What a node must never forget about elections (Ongaro 2014, section 3.8): the newest term it has
 * seen and whom it voted for in that term.
 *
 * @param term newest term seen; 0 before the first election
 * @param votedFor node id, unsigned 32 bit, that got this node's vote; 0 when nobody did
 */
public record Ballot(long term, int votedFor) {
    /** The ballot of a node that has never seen an election. */
    public static final Ballot NONE = new Ballot(0, 0);

    /** Refuses a negative term. */
    public Ballot {
        if (term < 0) {
            throw new IllegalArgumentException("term " + term + " is negative");
        }
    }
}
