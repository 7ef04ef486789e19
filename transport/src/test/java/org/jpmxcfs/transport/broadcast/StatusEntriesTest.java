package org.jpmxcfs.transport.broadcast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jpmxcfs.log.model.Names;
import org.junit.jupiter.api.Test;

class StatusEntriesTest {
    private final AtomicLong seconds = new AtomicLong(1000);
    private final StatusEntries status = new StatusEntries("n1", seconds::get);
    private final List<String> heard = new ArrayList<>();

    @Test
    void shouldCountVersionsFromZeroWhenValueIsReplaced() {
        // when
        set("a", "1");
        set("b", "1");
        set("b", "2");
        set("b", "2");
        // then
        assertEquals(Map.of("n1", Map.of("a", 0L, "b", 2L)), status.versions());
    }

    @Test
    void shouldStartAgainAtZeroWhenEntryWasRemoved() {
        // given
        set("a", "1");
        set("a", "2");
        // when
        set("a", "");
        set("a", "3");
        // then
        assertEquals(Map.of("n1", Map.of("a", 0L)), status.versions());
    }

    @Test
    void shouldShowOwnNodeWhenThereAreNoEntries() {
        assertEquals(Map.of("n1", Map.of()), status.versions());
    }

    @Test
    void shouldKeepEntriesOfEachNodeApart() {
        // given
        set("a", "mine");
        // when
        status.receive("n2", "a", Names.toBytes("theirs"));
        // then
        assertArrayEquals(Names.toBytes("mine"), status.get("", "a").orElseThrow());
        assertArrayEquals(Names.toBytes("theirs"), status.get("n2", "a").orElseThrow());
        assertEquals(List.of("a"), List.copyOf(status.localEntries().keySet()));
        status.forget("n2");
        assertEquals(Optional.empty(), status.get("n2", "a"));
        status.forget("n1");
        assertTrue(status.get("n1", "a").isPresent());
    }

    @Test
    void shouldTellListenersOfOwnEntriesAndAllSamples() {
        // given
        status.addListener(
                new StatusListener() {
                    @Override
                    public void entrySet(String key, byte[] value) {
                        heard.add("set " + key + " " + value.length);
                    }

                    @Override
                    public void addressChanged(String node, String address) {
                        heard.add("address " + node + " " + address);
                    }

                    @Override
                    public void sampled(String key, String sample) {
                        heard.add("sample " + key + " " + sample);
                    }
                });
        // when
        set("a", "1");
        set("rrd/pve2-storage/n1/local", "1:2:3\0");
        set("nodeip", "10.0.0.1\0");
        status.receive("n2", "a", new byte[] {1});
        status.receive("n2", "nodeip", Names.toBytes("10.0.0.2\0"));
        status.receive("n2", "nodeip", Names.toBytes("10.0.0.2\0"));
        status.receive("n2", "rrd/k", Names.toBytes("4:5\0"));
        // then
        assertEquals(
                List.of(
                        "set a 1",
                        "sample pve2-storage/n1/local 1:2:3",
                        "set rrd/pve2-storage/n1/local 6",
                        "address n1 10.0.0.1",
                        "set nodeip 9",
                        "address n2 10.0.0.2",
                        "sample k 4:5"),
                heard);
        assertEquals(Optional.of("10.0.0.2"), status.address("n2"));
        assertEquals(Optional.empty(), status.address("n3"));
    }

    @Test
    void shouldRefuseWhatHasNotItsForm() {
        assertEquals(Optional.of(StatusRefusal.TOO_LARGE), set("a", "x".repeat(32769)));
        assertEquals(Optional.empty(), set("a", "x".repeat(32768)));
        assertEquals(Optional.of(StatusRefusal.INVALID), set("", "x"));
        assertEquals(Optional.of(StatusRefusal.INVALID), set("nodeip", "10.0.0.1"));
        assertEquals(Optional.of(StatusRefusal.INVALID), set("nodeip", ""));
        assertEquals(Optional.of(StatusRefusal.INVALID), set("nodeip", "1".repeat(255) + "\0"));
        assertEquals(Optional.of(StatusRefusal.INVALID), set("rrd/k", "1:2"));
        assertEquals(Optional.of(StatusRefusal.INVALID), set("rrd/k", "1\nx:2\0"));
        assertEquals(Optional.of(StatusRefusal.INVALID), set("rrd/k\nx", "1:2\0"));
        assertEquals(Optional.of(StatusRefusal.INVALID), set("rrd/", "1:2\0"));
        assertEquals(Optional.of(StatusRefusal.INVALID), set("rrd/k", "1".repeat(4095) + "\0"));
        assertEquals(Optional.empty(), set("rrd/k", "1".repeat(4094) + "\0"));
    }

    @Test
    void shouldRefuseOneMoreKeyWhenNodeHasAllItMay() {
        // given
        for (int i = 0; i < StatusEntries.KEYS_MAX; i++) {
            set("k" + i, "1");
        }
        // then
        assertEquals(Optional.of(StatusRefusal.TOO_MANY), set("one more", "1"));
        assertEquals(Optional.empty(), set("k7", "2"));
        set("k8", "");
        assertEquals(Optional.empty(), set("one more", "1"));
    }

    @Test
    void shouldDropSampleFromTextWhenOlderThanFiveMinutes() {
        // given
        set("rrd/b", "1:2\0");
        seconds.addAndGet(100);
        set("rrd/a", "3:4\0");
        // then
        assertEquals("a:3:4\nb:1:2\n", status.samplesText());
        seconds.addAndGet(200);
        assertEquals("a:3:4\nb:1:2\n", status.samplesText());
        seconds.addAndGet(2);
        assertEquals("a:3:4\n", status.samplesText());
        seconds.addAndGet(100);
        assertEquals("", status.samplesText());
    }

    @Test
    void shouldMakeTextAgainWhenTwoSecondsHavePassed() {
        // given
        assertEquals("", status.samplesText());
        set("rrd/a", "3:4\0");
        // then
        seconds.addAndGet(1);
        assertEquals("", status.samplesText());
        seconds.addAndGet(1);
        assertEquals("a:3:4\n", status.samplesText());
    }

    private Optional<StatusRefusal> set(String key, String value) {
        return status.set(key, Names.toBytes(value));
    }
}
