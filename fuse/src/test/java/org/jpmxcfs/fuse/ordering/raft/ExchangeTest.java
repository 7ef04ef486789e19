package org.jpmxcfs.fuse.ordering.raft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jpmxcfs.transport.broadcast.StatusEntries;
import org.jpmxcfs.transport.raft.core.Role;
import org.jpmxcfs.transport.raft.node.ClusterStatus;
import org.junit.jupiter.api.Test;

class ExchangeTest {
    private static final byte[] VALUE = {1, 2, 3};

    private final Map<Integer, String> names = new ConcurrentHashMap<>();
    private final StatusEntries entries = new StatusEntries("node1", () -> 0);
    private final Exchange exchange =
            new Exchange(
                    entries,
                    new Reports(),
                    new Divergence(1, new NoRemedy()),
                    new Verification(1, null, Runnable::run, value -> {}),
                    id -> names.getOrDefault(id, ""));

    @Test
    void shouldTakeAnEntryOfAMember() {
        names.put(2, "node2");

        exchange.published(2, "skey", VALUE);

        assertArrayEquals(VALUE, entries.get("node2", "key").orElseThrow());
    }

    @Test
    void shouldTakeAnEntryThatCameBeforeTheNameOfItsNode() {
        exchange.published(2, "skey", VALUE);
        assertTrue(entries.get("node2", "key").isEmpty());

        names.put(2, "node2");
        exchange.changed(status());

        assertArrayEquals(VALUE, entries.get("node2", "key").orElseThrow());
    }

    @Test
    void shouldForgetEarlyEntriesOfANodeThatStartedAnew() {
        exchange.published(2, "sold", VALUE);
        exchange.restarted(2);
        exchange.published(2, "snew", VALUE);

        names.put(2, "node2");
        exchange.changed(status());

        assertTrue(entries.get("node2", "old").isEmpty());
        assertTrue(entries.get("node2", "new").isPresent());
    }

    private static ClusterStatus status() {
        return new ClusterStatus(
                1, true, 1, Role.FOLLOWER, 2, List.of(), 1, 1, 1, false, List.of(), "");
    }

    private static final class NoRemedy implements Divergence.Remedy {
        @Override
        public void publish(byte[] value) {
            throw new AssertionError("nothing was compared");
        }

        @Override
        public void resync() {
            throw new AssertionError("nothing differs");
        }
    }
}
