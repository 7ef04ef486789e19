package org.jpmxcfs.transport.netty;

/** Why a node does not talk to another one. The ordinal is on the wire: new reasons go last. */
enum Refusal {
    /** The program of the other node speaks another form, or is no jpmxcfs. */
    OTHER_PROTOCOL,
    /** Same authority or not: the other node belongs to another cluster. */
    OTHER_CLUSTER,
    /** The name is not the one of the certificate, or not the one that the members know. */
    WRONG_NAME,
    /** The node id is that of this node. */
    SAME_ID,
    /** The node is no member. */
    NOT_A_MEMBER,
    /** The certificate is expired, or not valid yet. */
    OUT_OF_DATE,
    /** The request of a stranger could not be answered. */
    NO_ANSWER
}
