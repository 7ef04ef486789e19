package org.jpmxcfs.transport.corosync.simulation;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jpmxcfs.transport.corosync.sync.FileEffect;
import org.jpmxcfs.transport.corosync.wire.Epoch;
import org.jpmxcfs.transport.corosync.wire.Peer;
import org.jpmxcfs.transport.corosync.wire.TreeIndex;

/** Knows all nodes at once, and what must be true of them. */
final class Oracle {
    private record Said(TreeIndex index, Past past) {}

    private final Map<Epoch, Map<Peer, Said>> states = new HashMap<>();
    private final Set<Integer> acknowledged = new HashSet<>();
    private final Set<Integer> named = new HashSet<>();
    private final Map<Long, Integer> answers = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private int transfers;
    private int takenAway;

    /** A number for a change, the same on every node. */
    int numberOf(FileEffect.Apply effect) {
        String name = effect.from() + " " + effect.seconds() + " " + effect.change().hashCode();
        return numbers.computeIfAbsent(name, n -> numbers.size() + 1);
    }

    /** A node tells what its tree is. */
    void said(Epoch epoch, Peer peer, TreeIndex index, Past past) {
        states.computeIfAbsent(epoch, e -> new HashMap<>()).put(peer, new Said(index, past));
    }

    /** The past of the tree that a node told of. */
    Past pastOf(Epoch epoch, Peer peer) {
        return states.get(epoch).get(peer).past;
    }

    /** A node has found out whom to follow: it must be who the rules say. */
    void checkLeader(Epoch epoch, Peer leader, List<Peer> members) {
        Map<Peer, Said> said = states.get(epoch);
        Peer expected = null;
        for (Peer peer : members.stream().sorted().toList()) {
            if (expected == null) {
                expected = peer;
                continue;
            }
            TreeIndex best = said.get(expected).index;
            TreeIndex index = said.get(peer).index;
            boolean isLater =
                    index.version() > best.version()
                            || (index.version() == best.version() && index.mtime() > best.mtime());
            expected = isLater ? peer : expected;
        }
        Violation.unless(
                leader.equals(expected), "%s leads instead of %s: %s", leader, expected, said);
    }

    /** A caller was told that its change is done. */
    void acknowledged(int change) {
        acknowledged.add(change);
    }

    void answered(long token) {
        int count = answers.merge(token, 1, Integer::sum);
        Violation.unless(count == 1, "caller %d is answered %d times", token, count);
    }

    boolean isAnswered(long token) {
        return answers.containsKey(token);
    }

    /**
     * A node took over the tree of another.
     *
     * @param lost changes that its tree had and that the other has not
     * @param candidates changes that it names
     */
    void tookOver(int node, Set<Integer> lost, Set<Integer> candidates) {
        transfers++;
        named.addAll(candidates);
        for (int change : lost) {
            takenAway += acknowledged.contains(change) ? 1 : 0;
            Violation.unless(
                    !acknowledged.contains(change) || named.contains(change),
                    "node %d loses change %d without a word",
                    node,
                    change);
        }
    }

    /** Nothing that was acknowledged is missing in the end, unless it was named. */
    void checkAcknowledged(Collection<Past> pasts) {
        Set<Integer> missing = new HashSet<>(acknowledged);
        missing.removeAll(named);
        missing.removeIf(change -> pasts.stream().anyMatch(past -> past.contains(change)));
        Violation.unless(missing.isEmpty(), "acknowledged changes are gone: %s", missing);
    }

    int transferCount() {
        return transfers;
    }

    int acknowledgedCount() {
        return acknowledged.size();
    }

    int takenAwayCount() {
        return takenAway;
    }
}
