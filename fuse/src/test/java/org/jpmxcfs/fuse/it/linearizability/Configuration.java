package org.jpmxcfs.fuse.it.linearizability;

import java.util.BitSet;

/**
 * How far a search has come.
 *
 * @param ordered numbers of the calls that have their place; never changed
 * @param sizes the state after them
 */
record Configuration(BitSet ordered, Sizes sizes) {
    Configuration with(int call, Sizes after) {
        BitSet more = (BitSet) ordered.clone();
        more.set(call);
        return new Configuration(more, after);
    }
}
