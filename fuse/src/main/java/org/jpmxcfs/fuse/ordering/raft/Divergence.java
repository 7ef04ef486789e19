package org.jpmxcfs.fuse.ordering.raft;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares this node's state with that of the others, by checksums over all entries and their
 * outcomes as of common entries. Nodes that have applied the same entries alike have the same one;
 * once it differs it stays so. Where a majority of the members agrees and this node does not, it
 * must not be relied upon any more: it takes no changes and asks for the state of another node.
 *
 * <p>That finds entries that were lost, changed, or applied by other rules. It does not find memory
 * or a database that was damaged while the history is the same: only a digest over the state itself
 * does, {@link org.jpmxcfs.materializer.StateCut}.
 *
 * <p>All methods but {@link #isDivergent} are called by the loop thread.
 */
final class Divergence {
    private static final Logger LOG = LoggerFactory.getLogger(Divergence.class);

    /** So many checksums of this node are remembered: those of the last 65,536 entries. */
    private static final int REMEMBERED = 1024;

    /** So many of each other node: it tells of a few at a time, and may be ahead of this one. */
    private static final int REMEMBERED_OF_OTHERS = 64;

    /** A node that still waits for its new state asks again once in so many comparisons. */
    private static final int ASK_EVERY = 60;

    /** After so many comparisons without a majority people are told. */
    private static final int UNDECIDED_MAX = 10;

    /** What happens when this node is found to be the odd one, or has something to tell. */
    interface Remedy {
        /** Tells the other members, in place of what was told before. */
        void publish(byte[] value);

        /** Asks for a snapshot of another node; called again while it does not come. */
        void resync();
    }

    private final int nodeId;
    private final Remedy remedy;
    private final TreeMap<Long, Long> own = new TreeMap<>(); // checksum by index
    private final Map<Integer, TreeMap<Long, Long>> others = new HashMap<>(); // by node id
    private final Set<Integer> oddOnes = new TreeSet<>(); // others that were reported
    private Set<Integer> members = Set.of();
    private long publishedIndex;
    private int comparedSince; // calls of compare since this node was found to be the odd one
    private int undecided; // comparisons in which nodes differed and no majority was known
    private volatile boolean divergent;

    /** Nothing is known yet of any node. */
    Divergence(int nodeId, Remedy remedy) {
        this.nodeId = nodeId;
        this.remedy = remedy;
    }

    /** Whether this node's state was found to be another than that of the majority. */
    boolean isDivergent() {
        return divergent;
    }

    /** The members of the cluster, this node among them: a majority is one of these. */
    void members(Collection<Integer> ids) {
        members = Set.copyOf(ids);
        others.keySet().retainAll(members);
        oddOnes.retainAll(members);
    }

    /** This node has applied an entry. */
    void applied(long index, long checksum) {
        if (index % StateSums.STEP == 0) {
            own.put(index, checksum);
            if (own.size() > REMEMBERED) {
                own.pollFirstEntry();
            }
        }
    }

    /** A snapshot has taken the place of this node's state: what it was before counts no more. */
    void replaced() {
        own.clear();
        publishedIndex = 0;
        if (divergent) {
            LOG.info("the state of this node was replaced by that of another; it takes part again");
        }
        divergent = false;
    }

    /** A member has told of its state; nonsense is left out. */
    void received(int from, byte[] value) {
        if (!members.contains(from) || from == nodeId) {
            return;
        }
        StateSums.decode(value)
                .ifPresent(
                        sums -> {
                            TreeMap<Long, Long> known =
                                    others.computeIfAbsent(from, id -> new TreeMap<>());
                            known.putAll(sums);
                            while (known.size() > REMEMBERED_OF_OTHERS) {
                                known.pollFirstEntry();
                            }
                        });
    }

    /** What a member has told before is void: it has started anew or got another state. */
    void forget(int member) {
        others.remove(member);
    }

    /**
     * Tells the others of new checksums, and compares those that are known. About once a second.
     */
    void compare() {
        if (!own.isEmpty() && own.lastKey() > publishedIndex) {
            publishedIndex = own.lastKey();
            remedy.publish(StateSums.encode(publishedIndex, own));
        }
        if (divergent) {
            askAgain();
            return;
        }
        for (long index : commonIndexes()) {
            Map<Integer, Long> sums = sumsAt(index);
            Long right = sumOfMajority(sums);
            if (right != null) {
                judge(index, sums, right);
                return;
            }
        }
        warnWhereNoMajorityIsKnown();
    }

    private void askAgain() {
        comparedSince++;
        if (comparedSince % ASK_EVERY == 0) {
            remedy.resync();
        }
    }

    /** The indexes of which this node and another have told, the newest first. */
    private NavigableSet<Long> commonIndexes() {
        TreeSet<Long> indexes = new TreeSet<>();
        others.values().forEach(known -> indexes.addAll(known.keySet()));
        indexes.retainAll(own.keySet());
        return indexes.descendingSet();
    }

    private Map<Integer, Long> sumsAt(long index) {
        Map<Integer, Long> sums = new TreeMap<>();
        sums.put(nodeId, own.get(index));
        others.forEach(
                (node, known) -> {
                    Long sum = known.get(index);
                    if (sum != null) {
                        sums.put(node, sum);
                    }
                });
        return sums;
    }

    /** The checksum of more than half of all members, or null. */
    private Long sumOfMajority(Map<Integer, Long> sums) {
        Map<Long, Integer> counts = new HashMap<>();
        sums.values().forEach(sum -> counts.merge(sum, 1, Integer::sum));
        for (Map.Entry<Long, Integer> count : counts.entrySet()) {
            if (2 * count.getValue() > members.size()) {
                return count.getKey();
            }
        }
        return null;
    }

    private void judge(long index, Map<Integer, Long> sums, long right) {
        undecided = 0;
        if (sums.get(nodeId) != right) {
            divergent = true;
            comparedSince = 0;
            LOG.error(
                    "The state of this node differs from that of the majority as of entry {}: its"
                            + " checksum is {}, theirs is {}. It takes no changes any more, still"
                            + " serves reads, which may be wrong, and asks for the state of another"
                            + " node. What was in its database is lost then: keep a copy of the data"
                            + " directory for an analysis, and check memory and disk of this machine.",
                    index,
                    hex(sums.get(nodeId)),
                    hex(right));
            remedy.resync();
            return;
        }
        sums.forEach((node, sum) -> judgeOther(node, sum == right, index));
    }

    private void judgeOther(int node, boolean isRight, long index) {
        if (isRight) {
            oddOnes.remove(node);
        } else if (oddOnes.add(node)) {
            LOG.error(
                    "the state of node {} differs from that of the majority as of entry {}; it is"
                            + " to replace it by itself",
                    node,
                    index);
        }
    }

    /** Only after a while: the others may just not have told of the same entry yet. */
    private void warnWhereNoMajorityIsKnown() {
        for (Map.Entry<Integer, TreeMap<Long, Long>> other : others.entrySet()) {
            TreeSet<Long> common = new TreeSet<>(other.getValue().keySet());
            common.retainAll(own.keySet());
            if (common.isEmpty()
                    || own.get(common.last()).equals(other.getValue().get(common.last()))) {
                continue;
            }
            undecided++;
            if (undecided == UNDECIDED_MAX) {
                LOG.error(
                        "the states of this node and of node {} differ as of entry {}, and it is"
                                + " not known which is right, as no majority agrees; compare them"
                                + " with 'jpmxcfs cluster status --verify', and let the wrong one"
                                + " join anew",
                        other.getKey(),
                        common.last());
            }
            return;
        }
    }

    private static String hex(long sum) {
        return String.format("%016x", sum);
    }
}
