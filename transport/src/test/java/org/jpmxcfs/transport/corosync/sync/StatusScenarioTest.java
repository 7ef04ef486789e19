package org.jpmxcfs.transport.corosync.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.transport.corosync.wire.Envelope;
import org.jpmxcfs.transport.corosync.wire.LogLine;
import org.jpmxcfs.transport.corosync.wire.MessageType;
import org.jpmxcfs.transport.corosync.wire.StatusMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was recorded from real daemons in the status group, replayed. */
class StatusScenarioTest {
    private static final int TIME_AT = 8;
    private static final int COUNT_AT = 16;
    private static final int UID_AT = 24 + 8;

    static Stream<String> scenarios() throws Exception {
        return ScenarioTest.scenarios();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldSayWhatTheRecordedDaemonSaid(String name) {
        StatusReplay replay = new StatusReplay(name);

        replay.run();

        assertEquals(
                messages(replay.recorded()), messages(replay.sent()), () -> "" + replay.notes());
        assertEquals(List.of(), replay.notes());
    }

    @Test
    void shouldKnowTheValuesOfOtherNodes() {
        StatusReplay replay = new StatusReplay("17-kv.node3");

        replay.run();

        assertEquals("", replay.received().get("1 plainkey"));
        assertEquals("1795786000:12:x\0", replay.received().get("1 rrd/pve2.3-vm/100"));
        assertEquals(32768, replay.received().get("2 big").length());
    }

    @Test
    void shouldMergeTheLogsOfBothSidesOfACut() {
        StatusReplay majority = new StatusReplay("18-kvmerge.node1");
        StatusReplay minority = new StatusReplay("18-kvmerge.node3");

        majority.run();
        minority.run();

        List<LogLine> merged = majority.group().log();
        assertEquals(merged, minority.group().log());
        assertTrue(merged.stream().filter(line -> line.node().equals("node3")).count() >= 3);
    }

    @Test
    void shouldTakeTheLineOfAClockAheadAndThoseAfterIt() {
        StatusReplay replay = new StatusReplay("19-clock.node1");

        replay.run();

        List<String> texts = replay.group().log().stream().map(LogLine::text).toList();
        assertEquals(
                List.of("n1 third", "n3 (clock +600) second", "n1 first"), texts.subList(0, 3));
    }

    /** In their order, but values that are told again in that of their bytes. */
    private static List<String> messages(List<byte[]> sent) {
        List<String> messages = new ArrayList<>();
        TreeSet<String> values = new TreeSet<>();
        for (byte[] each : sent) {
            if (isValue(each)) {
                values.add(text(each));
            } else {
                messages.addAll(values);
                values.clear();
                messages.add(text(each));
            }
        }
        messages.addAll(values);
        return messages;
    }

    private static boolean isValue(byte[] message) {
        Envelope envelope = envelope(message);
        return envelope.type() == MessageType.NORMAL && envelope.subtype() == 1;
    }

    /** All bytes but times, counts, and what stood in the daemon's memory behind a key. */
    private static String text(byte[] message) {
        byte[] comparable = message.clone();
        Envelope envelope = envelope(message);
        Arrays.fill(comparable, TIME_AT, TIME_AT + Integer.BYTES, (byte) 0);
        if (envelope.type() == MessageType.NORMAL || envelope.type() == MessageType.SYNC_START) {
            Arrays.fill(comparable, COUNT_AT, COUNT_AT + Long.BYTES, (byte) 0);
        }
        if (isValue(message)) {
            try {
                StatusMessage.SetValue set = (StatusMessage.SetValue) StatusMessage.open(envelope);
                int from = 24 + set.key().length();
                Arrays.fill(comparable, from, 24 + StatusMessage.KEY_FIELD_BYTES, (byte) 0);
            } catch (MalformedException e) {
                throw new IllegalArgumentException(e);
            }
        } else if (envelope.type() == MessageType.NORMAL) {
            Arrays.fill(comparable, UID_AT, UID_AT + Integer.BYTES, (byte) 0);
        }
        return envelope.type()
                + " "
                + HexFormat.of().formatHex(comparable).replaceAll("(00)+$", "");
    }

    private static Envelope envelope(byte[] message) {
        try {
            return Envelope.decode(message);
        } catch (MalformedException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
