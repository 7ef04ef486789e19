package org.jpmxcfs.transport.corosync.sync;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.transport.corosync.wire.Envelope;
import org.jpmxcfs.transport.corosync.wire.MessageType;
import org.jpmxcfs.transport.corosync.wire.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was recorded from real daemons, replayed: a group of ours sends what the daemon sent, leaves
 * when it left, and comes to the same tree. See the files in {@code corosync/scenarios}.
 */
class ScenarioTest {
    /** The refused rename of scenario 38 takes its target from memory, not from the database. */
    private static final String LOST_IN_MEMORY = "38-rename-quirk";

    private static final int TIME_AT = 8;
    private static final int COUNTER_AT = 16;

    static Stream<String> scenarios() throws IOException, URISyntaxException {
        Path folder = Path.of(ScenarioTest.class.getResource("/corosync/scenarios").toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .map(file -> file.getFileName().toString().replace(".jsonl.gz", ""))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldDoWhatTheRecordedDaemonDid(String name) {
        ScenarioReplay replay = new ScenarioReplay(name);

        replay.run();

        GroupShell shell = replay.shell();
        assertEquals(messages(replay.recorded()), messages(shell.sent()), () -> "" + shell.notes());
        assertEquals(replay.recordedLeaves(), shell.leaves(), () -> "" + shell.notes());
        assertEquals(rows(replay.treeAfter(), name), rows(shell.tree().rows(), name));
        assertArrayEquals(
                MemoryTree.of(rows(replay.treeAfter(), name)).checksum(), shell.tree().checksum());
    }

    @Test
    void shouldAnswerTheRenameThatTakesItsTargetAway() {
        ScenarioReplay replay = new ScenarioReplay(LOST_IN_MEMORY + ".node1");

        replay.run();

        List<Integer> results = List.of(0, 0, 0, 0, -MemoryTree.ENOTEMPTY, 0);
        assertEquals(results, replay.shell().results());
    }

    @Test
    void shouldFindTheLockGoneOnceTheLowestNodeHasFreedIt() {
        ScenarioReplay replay = new ScenarioReplay("26-unlock.node2");

        replay.run();

        // The request changes nothing by itself; the time that follows it comes after the unlock.
        assertEquals(List.of(0, -MemoryTree.ENOENT), replay.shell().results());
    }

    /**
     * In their order, but rows of one update in that of their inodes: the daemon's is by chance.
     */
    private static List<String> messages(List<byte[]> sent) {
        List<String> messages = new ArrayList<>();
        TreeSet<String> updates = new TreeSet<>();
        for (byte[] each : sent) {
            if (type(each) == MessageType.UPDATE) {
                updates.add(text(each));
            } else {
                messages.addAll(updates);
                updates.clear();
                messages.add(text(each));
            }
        }
        messages.addAll(updates);
        return messages;
    }

    /**
     * All bytes but the time, and but what counts what the daemon did before the recording: changes
     * of the members in a beginning, and the number of a change.
     */
    private static String text(byte[] message) {
        byte[] comparable = message.clone();
        clear(comparable, TIME_AT, Integer.BYTES);
        if (type(message) == MessageType.SYNC_START || type(message) == MessageType.NORMAL) {
            clear(comparable, COUNTER_AT, 2 * Integer.BYTES);
        }
        return type(message) + " " + HexFormat.of().formatHex(comparable);
    }

    private static void clear(byte[] bytes, int from, int count) {
        for (int i = from; i < from + count; i++) {
            bytes[i] = 0;
        }
    }

    private static MessageType type(byte[] message) {
        try {
            return Envelope.decode(message).type();
        } catch (MalformedException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static List<Row> rows(List<Row> rows, String name) {
        TreeMap<Long, Row> sorted = new TreeMap<>(Long::compareUnsigned);
        rows.forEach(row -> sorted.put(row.inode(), row));
        if (name.startsWith(LOST_IN_MEMORY)) {
            // Two rows named b in the database: the older one is what the daemon has lost.
            List<Row> named = sorted.values().stream().filter(r -> r.name().equals("b")).toList();
            if (named.size() > 1) {
                assertNotEquals(named.get(0).inode(), named.get(1).inode());
                sorted.remove(named.get(0).inode());
            }
        }
        return List.copyOf(sorted.values());
    }
}
