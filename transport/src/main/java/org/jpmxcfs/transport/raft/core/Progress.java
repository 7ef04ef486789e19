package org.jpmxcfs.transport.raft.core;

import java.util.ArrayDeque;
import java.util.Deque;

/** What the leader knows of one peer's journal, and what is under way to it (3.5, 10.2.1). */
final class Progress {
    /** How entries are sent. */
    enum Mode {
        /** One message at a time, until the journals are known to agree somewhere. */
        PROBE,
        /** As many as the window holds, without waiting for answers. */
        PIPELINE,
        /** Not at all: what the peer needs is gone from the journal. */
        SNAPSHOT
    }

    private record Flight(long lastIndex, int bytes) {}

    private final Deque<Flight> flights = new ArrayDeque<>();
    private long flightBytes;
    private Mode mode = Mode.PROBE;
    private long match; // the journals durably agree up to here
    private long next; // match < next
    private long heardNanos;
    private long movedNanos; // since when an answer is due
    private long incarnation;
    private boolean doubtful;
    private long sentCommitted = -1;
    private boolean hurried; // a request of the peer was committed since

    Progress(long next, long nowNanos) {
        this.next = next;
        this.heardNanos = nowNanos;
    }

    Mode mode() {
        return mode;
    }

    long match() {
        return match;
    }

    long next() {
        return next;
    }

    long heardNanos() {
        return heardNanos;
    }

    long incarnation() {
        return incarnation;
    }

    boolean isDoubtful() {
        return doubtful;
    }

    long sentCommitted() {
        return sentCommitted;
    }

    void sentCommitted(long index) {
        sentCommitted = index;
        hurried = false;
    }

    /** A caller of the peer waits to hear what is committed. */
    void hurry() {
        hurried = true;
    }

    boolean isHurried() {
        return hurried;
    }

    /** Whether another message with entries may be sent now. */
    boolean isReady(int windowBytesMax) {
        return switch (mode) {
            case PROBE -> flights.isEmpty();
            case PIPELINE -> flightBytes < windowBytesMax;
            case SNAPSHOT -> false;
        };
    }

    /**
     * The peer lives.
     *
     * @return whether it has started anew, and may have forgotten everything
     */
    boolean heard(long newIncarnation, boolean newDoubtful, long logLastIndex, long nowNanos) {
        heardNanos = nowNanos;
        doubtful = newDoubtful;
        boolean restarted = incarnation != 0 && incarnation != newIncarnation;
        incarnation = newIncarnation;
        if (restarted) {
            match = 0;
            probe(logLastIndex + 1);
        }
        return restarted;
    }

    /** Entries up to {@code lastIndex} are under way; none when that is {@code next - 1}. */
    void sent(long lastIndex, int bytes, long nowNanos) {
        if (flights.isEmpty()) {
            movedNanos = nowNanos;
        }
        flights.addLast(new Flight(lastIndex, bytes));
        flightBytes += bytes;
        if (mode == Mode.PIPELINE) {
            next = lastIndex + 1;
        }
    }

    /** The journals durably agree up to {@code index}. */
    void accepted(long index, long nowNanos) {
        if (mode == Mode.SNAPSHOT) {
            match = Math.max(match, index);
            return;
        }
        if (index > match) {
            match = index;
            movedNanos = nowNanos;
        }
        if (mode == Mode.PROBE) { // what lies beyond the match may be missing there
            clearFlights();
            mode = Mode.PIPELINE;
            next = match + 1;
        }
        while (!flights.isEmpty() && flights.peekFirst().lastIndex() <= match) {
            flightBytes -= flights.removeFirst().bytes();
        }
        next = Math.max(next, match + 1);
    }

    /** The entry at {@code prevIndex} was not there; those up to {@code hint} may agree. */
    void refused(long prevIndex, long hint) {
        boolean stale = prevIndex <= match || (mode == Mode.PROBE && prevIndex != next - 1);
        if (mode != Mode.SNAPSHOT && !stale) {
            probe(Math.min(prevIndex, hint + 1));
        }
    }

    /** Whether an answer is overdue: what was sent may be lost. */
    boolean isStalled(long retryNanos, long nowNanos) {
        return !flights.isEmpty() && nowNanos - movedNanos >= retryNanos;
    }

    /**
     * Sends again what may be lost. A probe stays where it is: as long as its peer is silent,
     * nothing is known to be missing there, and going back would end in a snapshot.
     */
    void retry() {
        probe(mode == Mode.PROBE ? next : match + 1);
    }

    /** Starts over at {@code newNext}, or after what is known to agree if that is later. */
    void probe(long newNext) {
        mode = Mode.PROBE;
        next = Math.max(match + 1, newNext);
        clearFlights();
    }

    void awaitSnapshot() {
        mode = Mode.SNAPSHOT;
        clearFlights();
    }

    private void clearFlights() {
        flights.clear();
        flightBytes = 0;
    }
}
