package org.jpmxcfs.transport.raft.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.transport.raft.core.Replica;
import org.jpmxcfs.transport.raft.core.Role;

/**
 * Knows everything, and checks after every step what must always hold (Ongaro 2014, figure 3.2).
 */
final class Oracle {
    private record Key(long index, long term) {}

    private record Request(int origin, long id) {}

    private record Persisted(Request request, long prevTerm) {}

    private record Committed(long term, long inTerm) {}

    private final Map<Long, Integer> leaders = new HashMap<>(); // by term
    private final Map<Key, Persisted> persisted = new HashMap<>();
    private final List<Committed> committed = new ArrayList<>(); // position 0: entry 1
    private final List<Long> checksums = new ArrayList<>(); // position 0: after entry 1
    private final Map<Request, Long> effects = new HashMap<>(); // to the index that had the effect
    private final Set<Request> acknowledged = new HashSet<>();
    private final Map<Integer, Long> checkedCommit = new HashMap<>(); // by node
    private final Map<Integer, Long> checkedTerm = new HashMap<>(); // by node, term last led

    int leaderCount() {
        return leaders.size();
    }

    int acknowledgedCount() {
        return acknowledged.size();
    }

    long committedIndex() {
        return committed.size();
    }

    void started(SimulatedNode node) {
        checkedCommit.put(node.id(), node.replica().mark().index());
    }

    /** Log matching: the same index and term name the same entry after the same history. */
    void persisted(Entry entry, long prevTerm) {
        Persisted now = new Persisted(new Request(entry.origin(), entry.requestId()), prevTerm);
        Persisted before = persisted.putIfAbsent(new Key(entry.index(), entry.term()), now);
        Violation.unless(
                before == null || before.equals(now),
                "log matching: entry %d of term %d is %s and %s",
                entry.index(),
                entry.term(),
                before,
                now);
    }

    /** Election safety, leader completeness, and that nodes agree on what is committed. */
    void stepped(SimulatedNode node) {
        Replica replica = node.replica();
        if (replica.role() == Role.LEADER) {
            Integer other = leaders.putIfAbsent(replica.term(), node.id());
            Violation.unless(
                    other == null || other == node.id(),
                    "election safety: term %d has leaders %s and %d",
                    replica.term(),
                    other,
                    node.id());
            if (checkedTerm.getOrDefault(node.id(), 0L) != replica.term()) {
                checkedTerm.put(node.id(), replica.term());
                checkCompleteness(replica);
            }
        }
        checkCommitted(node.id(), replica);
    }

    private void checkCompleteness(Replica replica) {
        for (long i = replica.mark().index() + 1; i <= committed.size(); i++) {
            Committed entry = committed.get((int) i - 1);
            Violation.unless(
                    entry.inTerm() >= replica.term() || replica.termAt(i) == entry.term(),
                    "leader completeness: leader of term %d has term %d at %d, committed was %d",
                    replica.term(),
                    replica.termAt(i),
                    i,
                    entry.term());
        }
    }

    private void checkCommitted(int id, Replica replica) {
        long from = Math.max(checkedCommit.get(id), replica.mark().index());
        for (long i = from + 1; i <= replica.committedIndex(); i++) {
            long term = replica.termAt(i);
            if (i == committed.size() + 1) {
                committed.add(new Committed(term, replica.term()));
            }
            Violation.unless(
                    i <= committed.size() && committed.get((int) i - 1).term() == term,
                    "state machine safety: node %d committed term %d at %d, another %s",
                    id,
                    term,
                    i,
                    i <= committed.size() ? committed.get((int) i - 1) : "nothing");
        }
        checkedCommit.put(id, Math.max(from, replica.committedIndex()));
    }

    /** State machine safety: all nodes have the same state after the same entry. */
    void applied(int id, Entry entry, boolean effective, long checksum) {
        if (entry.index() == checksums.size() + 1) {
            checksums.add(checksum);
            if (effective && entry.requestId() != 0) {
                Request request = new Request(entry.origin(), entry.requestId());
                Long before = effects.put(request, entry.index());
                Violation.unless(before == null, "%s took effect at %s and again", request, before);
            }
        }
        checkState(id, entry.index(), checksum);
    }

    void installed(int id, AppliedState state) {
        checkState(id, state.index(), state.checksum());
    }

    private void checkState(int id, long index, long checksum) {
        Violation.unless(
                index <= checksums.size() && checksums.get((int) index - 1) == checksum,
                "state machine safety: node %d differs after entry %d",
                id,
                index);
    }

    /** What is acknowledged has had its effect, and keeps it. */
    void acknowledged(Entry entry) {
        Request request = new Request(entry.origin(), entry.requestId());
        acknowledged.add(request);
        Violation.unless(effects.containsKey(request), "%s acknowledged without effect", request);
    }
}
