package org.jpmxcfs.materializer.tree;

import org.jpmxcfs.log.model.Refusal;

/**
 * Where an entry is to be put: a name in a directory, or the reason why nothing can be there.
 *
 * @param parent the directory; null with a refusal
 * @param name the name in it; null with a refusal
 * @param refusal the reason; null when there is a place
 */
record Place(Node parent, String name, Refusal refusal) {
    /** No place. */
    static Place refused(Refusal refusal) {
        return new Place(null, null, refusal);
    }

    /** The node that is there, or null. */
    Node occupant() {
        return parent.child(name);
    }
}
