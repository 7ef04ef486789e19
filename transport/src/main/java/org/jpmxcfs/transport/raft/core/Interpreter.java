package org.jpmxcfs.transport.raft.core;

import java.util.List;
import org.jpmxcfs.log.Ballot;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.transport.raft.wire.Message;

/**
 * Carries out the effects of a step in the order that makes them safe: the one place that knows it,
 * for the product's loop as for the simulator that proves it.
 */
public final class Interpreter {
    private Interpreter() {}

    /**
     * What effects are carried out on.
     *
     * @param <E> what it throws when something could not be stored; nothing follows then
     */
    public interface World<E extends Exception> {
        /** Stores and syncs a vote. */
        void saveBallot(Ballot ballot) throws E;

        /** Begins the journal anew after a mark. */
        void restartAt(Mark mark) throws E;

        /** Forgets this entry and all after it, synced. */
        void truncateFrom(long index) throws E;

        /** Appends an entry to the journal. */
        void append(Entry entry) throws E;

        /** Stores a part of a snapshot. */
        void store(Effects.SnapshotPart part) throws E;

        /** All of this step is stored; nothing of it is promised to anybody yet. */
        void stored() throws E;

        /** Gives the ticket back once what was appended is as durable as this node promises. */
        void persist(long ticket);

        /** Sends a message, which may be lost. */
        void send(int to, Message message);

        /** Applies an entry, and answers the caller whom the token names, if any. */
        void deliver(Entry entry, long token);

        /** Refuses what a caller asked for. */
        void refuse(long token, Refusal refusal);

        /** Begins work that is answered later. */
        void run(Effects.Errand errand) throws E;
    }

    /** Carries out one step's effects. Nothing is sent or delivered before it is stored. */
    public static <E extends Exception> void carryOut(Effects effects, World<E> world) throws E {
        store(effects, world);
        world.stored();
        if (effects.ticket() != 0) {
            world.persist(effects.ticket());
        }
        // By index, since this is the hot path: no iterator for each list of each step.
        List<Effects.Outgoing> send = effects.send();
        for (int i = 0; i < send.size(); i++) {
            world.send(send.get(i).to(), send.get(i).message());
        }
        List<Effects.Delivery> deliver = effects.deliver();
        for (int i = 0; i < deliver.size(); i++) {
            world.deliver(deliver.get(i).entry(), deliver.get(i).token());
        }
        for (Effects.Refused refused : effects.refuse()) {
            world.refuse(refused.token(), refused.refusal());
        }
        for (Effects.Errand errand : effects.request()) {
            world.run(errand);
        }
    }

    private static <E extends Exception> void store(Effects effects, World<E> world) throws E {
        if (effects.ballot() != null) {
            world.saveBallot(effects.ballot());
        }
        if (effects.restartAt() != null) {
            world.restartAt(effects.restartAt());
        }
        if (effects.truncateFrom() != 0) {
            world.truncateFrom(effects.truncateFrom());
        }
        List<Entry> persist = effects.persist();
        for (int i = 0; i < persist.size(); i++) {
            world.append(persist.get(i));
        }
        if (effects.part() != null) {
            world.store(effects.part());
        }
    }
}
