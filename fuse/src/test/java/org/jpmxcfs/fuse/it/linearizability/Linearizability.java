package org.jpmxcfs.fuse.it.linearizability;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks what clients of a cluster were told against what a cluster promises: all changes have one
 * order, in which a change that was answered comes before one that was asked for later, on whatever
 * node. A look, and a refusal, is answered by the state of its own node, which may lag: it sees the
 * changes up to some point of that order, never an earlier point than the look before it on the
 * same node, never less than what that node has answered, and never what was asked for later.
 *
 * <p>Paths that no rename joins are checked for themselves: for changes that is as good as together
 * (Herlihy and Wing 1990, locality), for looks at different paths it is a little less.
 */
public final class Linearizability {
    private Linearizability() {}

    /**
     * Why a history breaks the promise; empty where it does not.
     *
     * @param history calls in any order; it begins with an empty tree
     * @throws IllegalStateException when there are too many possible orders to say
     */
    public static Optional<String> contradiction(List<Call> history) {
        for (List<Call> part : parts(history)) {
            Optional<String> found = new Search(part).contradiction();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Iterable<List<Call>> parts(List<Call> history) {
        Map<String, String> joined = new HashMap<>();
        for (Call call : history) {
            List<String> paths = call.action().paths();
            joined.put(root(paths.get(0), joined), root(paths.get(paths.size() - 1), joined));
        }
        Map<String, List<Call>> parts = new LinkedHashMap<>();
        history.stream()
                .filter(call -> call.answer() != Answer.FORBIDDEN)
                .sorted(Comparator.comparingLong(Call::beginNanos))
                .forEach(
                        call -> {
                            String part = root(call.action().paths().get(0), joined);
                            parts.computeIfAbsent(part, x -> new ArrayList<>()).add(call);
                        });
        return parts.values();
    }

    private static String root(String path, Map<String, String> joined) {
        String at = path;
        for (String up = joined.get(at); up != null && !up.equals(at); up = joined.get(at)) {
            at = up;
        }
        return at;
    }
}
