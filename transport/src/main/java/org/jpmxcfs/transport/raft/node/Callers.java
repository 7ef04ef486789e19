package org.jpmxcfs.transport.raft.node;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.transport.raft.core.Submission;

/**
 * Callers of this node, from their mutation to its outcome. Any thread may {@link #arrive}; the
 * rest belongs to the loop thread. There are never more than there are threads that call.
 */
final class Callers {
    private final Queue<Caller> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean awaited = new AtomicBoolean(); // somebody is about to take them
    private final Map<Long, Caller> waiting = new HashMap<>(); // by token
    private long lastToken;

    /**
     * A caller wants its mutation ordered.
     *
     * @return whether {@link #take} is to be called soon; those that come until then go with it
     */
    boolean arrive(Caller caller) {
        arrived.add(caller);
        return !awaited.get() && awaited.compareAndSet(false, true);
    }

    /** All that have arrived. */
    List<Submission> take() {
        awaited.set(false);
        List<Submission> taken = new ArrayList<>();
        for (Caller caller = arrived.poll(); caller != null; caller = arrived.poll()) {
            long token = ++lastToken;
            waiting.put(token, caller);
            taken.add(
                    new Submission(
                            token, caller.timeMillis(), caller.mutation(), caller.deadlineNanos()));
        }
        return taken;
    }

    /** The outcome for a caller, once. */
    void answer(long token, Outcome outcome) {
        Caller caller = waiting.remove(token);
        if (caller != null) {
            caller.answer(outcome);
        }
    }

    /** The same outcome for those that were taken, and another one for those that only arrived. */
    void answerAll(Outcome forTaken, Outcome forArrived) {
        waiting.values().forEach(caller -> caller.answer(forTaken));
        waiting.clear();
        for (Caller caller = arrived.poll(); caller != null; caller = arrived.poll()) {
            caller.answer(forArrived);
        }
    }
}
