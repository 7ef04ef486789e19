package org.jpmxcfs.fuse.it.linearizability;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jpmxcfs.fuse.it.linearizability.Action.Create;
import org.jpmxcfs.fuse.it.linearizability.Action.Look;
import org.jpmxcfs.fuse.it.linearizability.Action.Remove;
import org.jpmxcfs.fuse.it.linearizability.Action.Rename;
import org.jpmxcfs.fuse.it.linearizability.Action.Resize;

/**
 * What clients of a cluster that keeps its promise see: changes take effect in one order, somewhere
 * between question and answer; each node follows that order at its own pace; some answers are lost.
 */
final class SimulatedHistory {
    private static final int NODES = 3;
    private static final int CLIENTS_OF_A_NODE = 3;
    private static final int LAG_MAX = 6;
    private static final int CALL_NANOS = 100;
    private static final String[] LOCKS = {"lock/a", "lock/b", "lock/c"};
    private static final String[] FILES = {"f", "g", "h"};

    private final Random random;
    private final double lostShare;
    private final List<Sizes> states = new ArrayList<>(List.of(Sizes.NONE)); // in their order
    private final int[] reached = new int[NODES]; // the state that each node shows
    private final long[] freeNanos = new long[NODES * CLIENTS_OF_A_NODE];
    private long nowNanos;
    private long size;

    /**
     * A cluster where nothing has happened yet.
     *
     * @param lostShare how many of the changes are not answered, 0 to 1
     */
    SimulatedHistory(Random random, double lostShare) {
        this.random = random;
        this.lostShare = lostShare;
    }

    /** Further calls of clients, some of which overlap. */
    List<Call> calls(int count) {
        List<Call> calls = new ArrayList<>();
        while (calls.size() < count) {
            nowNanos += 1 + random.nextInt(CALL_NANOS / 4);
            int client = random.nextInt(freeNanos.length);
            if (freeNanos[client] < nowNanos) {
                calls.add(call(client));
            }
        }
        return calls;
    }

    /** Breaks the promise: a lock that is held is taken away without a call. */
    boolean loseLock() {
        for (String lock : LOCKS) {
            if (newest().has(lock)) {
                states.add(newest().without(lock));
                return true;
            }
        }
        return false;
    }

    /** It takes effect now, and began and ends so close to it that the client makes no other. */
    private Call call(int client) {
        int node = client % NODES;
        long begin = Math.max(freeNanos[client] + 1, nowNanos - random.nextInt(CALL_NANOS));
        long end = nowNanos + 1 + random.nextInt(CALL_NANOS);
        Action action = action();
        freeNanos[client] = end;
        if (action instanceof Look look) {
            Look seen = new Look(look.path(), follow(node).of(look.path()));
            return new Call(node, seen, Answer.DONE, begin, end);
        }
        if (action.after(newest()) == null) {
            // Refused by the order: the node has reached it.
            reached[node] = states.size() - 1;
            return new Call(node, action, Answer.REFUSED, begin, end);
        }
        boolean isLost = random.nextDouble() < lostShare;
        if (!isLost || random.nextBoolean()) {
            states.add(action.after(newest()));
        }
        if (isLost) {
            return new Call(node, action, Answer.UNKNOWN, begin, Call.NEVER);
        }
        reached[node] = states.size() - 1;
        return new Call(node, action, Answer.DONE, begin, end);
    }

    private Action action() {
        String file = FILES[random.nextInt(FILES.length)];
        String lock = LOCKS[random.nextInt(LOCKS.length)];
        size++;
        return switch (random.nextInt(8)) {
            case 0 -> new Create(lock);
            case 1 -> new Remove(lock);
            case 2 -> new Create(file);
            case 3 -> new Resize(file, size);
            case 4 -> new Rename(file, FILES[random.nextInt(FILES.length)]);
            case 5 -> new Look(lock, 0);
            default -> new Look(file, 0);
        };
    }

    /** Lets a node catch up a little, at most to the newest state. */
    private Sizes follow(int node) {
        int newest = states.size() - 1;
        int least = Math.max(reached[node], newest - LAG_MAX);
        reached[node] = least + random.nextInt(newest - least + 1);
        return states.get(reached[node]);
    }

    private Sizes newest() {
        return states.get(states.size() - 1);
    }
}
