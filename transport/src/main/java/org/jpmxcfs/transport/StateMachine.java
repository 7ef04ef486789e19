package org.jpmxcfs.transport;

import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Outcome;

/**
 * What the sequence is for: a pure function over entries in order. The sequencer calls it from one
 * thread at a time.
 */
public interface StateMachine {
    /** Applies the next entry; its effect is visible to every reader when this returns. */
    Outcome apply(Entry entry);
}
