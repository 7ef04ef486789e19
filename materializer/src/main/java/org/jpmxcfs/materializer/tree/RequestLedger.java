package org.jpmxcfs.materializer.tree;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;

/**
 * Remembers the outcome of the last {@value #REQUESTS_MAX} requests of each node, so that a request
 * that was sent again is applied once and gets its first outcome. DESIGN, rule 5. Writer only, but
 * for {@link #origins}.
 *
 * <p>A node numbers its requests upwards and never has any under way whose numbers are {@value
 * #REQUESTS_MAX} or more apart. So one whose number is that far behind the newest was applied
 * before, or given up by its node: it comes late, from a connection that is gone, and is not
 * applied.
 */
final class RequestLedger {
    /** Requests remembered for each node; a node has fewer under way at any time. */
    static final int REQUESTS_MAX = 256;

    private static final int REPLY_BYTES = Long.BYTES + Integer.BYTES + 1;

    // Refusals are stored by their place in the enum, which therefore only grows at its end.
    private static final int DONE = -1;

    private static final Outcome COMES_LATE = Outcome.refused(Refusal.TIMED_OUT);

    private final Map<Integer, Replies> byOrigin = new HashMap<>();
    private final TreeSet<Integer> changed = new TreeSet<>();
    private volatile Set<Integer> origins = Set.of(); // keys of byOrigin

    /** A ring of requests and their outcomes. */
    private static final class Replies {
        private final long[] requestIds = new long[REQUESTS_MAX];
        private final Outcome[] outcomes = new Outcome[REQUESTS_MAX];
        private int next; // slot of the next request, the oldest one when the ring is full
        private long newest; // highest number in the ring; 0 when it is empty

        private Outcome find(long requestId) {
            if (requestId > newest) {
                return null;
            }
            for (int i = 0; i < REQUESTS_MAX; i++) {
                if (requestIds[i] == requestId) {
                    return outcomes[i];
                }
            }
            return requestId <= newest - REQUESTS_MAX ? COMES_LATE : null;
        }

        private void add(long requestId, Outcome outcome) {
            long gone = requestIds[next];
            requestIds[next] = requestId;
            outcomes[next] = outcome;
            next = (next + 1) % REQUESTS_MAX;
            newest =
                    gone == newest
                            ? Arrays.stream(requestIds).max().getAsLong()
                            : Math.max(newest, requestId);
        }
    }

    /** The outcome of the same request when it was applied before or comes late, else null. */
    Outcome find(Entry entry) {
        if (entry.requestId() == 0) {
            return null;
        }
        Replies replies = byOrigin.get(entry.origin());
        return replies == null ? null : replies.find(entry.requestId());
    }

    /** Remembers an outcome. */
    void remember(Entry entry, Outcome outcome) {
        if (entry.requestId() != 0) {
            byOrigin.computeIfAbsent(entry.origin(), this::newReplies)
                    .add(entry.requestId(), outcome);
            changed.add(entry.origin());
        }
    }

    /** The nodes of which it remembers requests. Any thread. */
    Set<Integer> origins() {
        return origins;
    }

    /** What changed since the last call, one row for each node. */
    List<LedgerRow> drain() {
        List<LedgerRow> rows = changed.stream().map(this::row).toList();
        changed.clear();
        return rows;
    }

    /** All rows, one for each node. */
    List<LedgerRow> rows() {
        return byOrigin.keySet().stream().map(this::row).toList();
    }

    /** Takes back rows that could not be stored; they will be drained again. */
    void undrain(List<LedgerRow> rows) {
        rows.forEach(row -> changed.add(row.origin()));
    }

    /**
     * Puts back what a row holds.
     *
     * @throws IllegalArgumentException when the row is not of this form
     */
    void restore(LedgerRow row) {
        ByteBuffer in = ByteBuffer.wrap(row.replies());
        if (in.remaining() % REPLY_BYTES != 0 || in.remaining() > REQUESTS_MAX * REPLY_BYTES) {
            throw new IllegalArgumentException(
                    "ledger of node "
                            + Integer.toUnsignedLong(row.origin())
                            + " has "
                            + in.remaining()
                            + " bytes, not up to "
                            + REQUESTS_MAX
                            + " times "
                            + REPLY_BYTES);
        }
        Replies replies = new Replies();
        while (in.hasRemaining()) {
            long requestId = in.getLong();
            replies.add(requestId, outcome(in.get(), in.getInt()));
        }
        byOrigin.put(row.origin(), replies);
        noteOrigin(row.origin());
    }

    private Replies newReplies(int origin) {
        noteOrigin(origin);
        return new Replies();
    }

    private void noteOrigin(int origin) {
        Set<Integer> more = new HashSet<>(origins);
        more.add(origin);
        origins = Set.copyOf(more);
    }

    // Oldest first, so that restoring fills the ring in the same order.
    private LedgerRow row(int origin) {
        Replies replies = byOrigin.get(origin);
        ByteBuffer out = ByteBuffer.allocate(REQUESTS_MAX * REPLY_BYTES);
        for (int i = 0; i < REQUESTS_MAX; i++) {
            int slot = (replies.next + i) % REQUESTS_MAX;
            if (replies.requestIds[slot] != 0) {
                Outcome outcome = replies.outcomes[slot];
                out.putLong(replies.requestIds[slot]);
                out.put((byte) (outcome.isDone() ? DONE : outcome.refusal().ordinal()));
                out.putInt(outcome.count());
            }
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return new LedgerRow(origin, bytes);
    }

    private static Outcome outcome(byte code, int count) {
        if (code == DONE) {
            return Outcome.written(count);
        }
        Refusal[] refusals = Refusal.values();
        if (code < 0 || code >= refusals.length) {
            throw new IllegalArgumentException("ledger holds the unknown outcome " + code);
        }
        return Outcome.refused(refusals[code]);
    }
}
