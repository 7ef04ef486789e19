package org.jpmxcfs.transport;

import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Outcome;

/**
 * What the sequence is for: a pure function over entries in order. The sequencer calls it from one
 * thread at a time.
 */
public interface StateMachine {
    /**
     * Applies the next entry; its effect is visible to every reader when this returns.
     *
     * @throws RuntimeException when that is not possible, with a message that says what to do: this
     *     node cannot follow the order any more, and must be given no further entry
     */
    Outcome apply(Entry entry);
}
