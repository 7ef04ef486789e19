package org.jpmxcfs.transport.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jpmxcfs.log.model.Names;
import org.junit.jupiter.api.Test;

class GuestPropertiesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MapView view = new MapView();
    private final GuestProperties properties = new GuestProperties(view);

    @Test
    void shouldReadCurrentConfigurationOnly() throws Exception {
        // given
        view.withGuest(100, "#note\nname:  web 1 \r\nmemory: 512\n[PENDING]\nlock: backup\n");
        // then
        assertEquals(
                Map.of("100", Map.of("name", "web 1", "memory", "512")),
                all("name", "lock", "memory", "nam", "names"));
    }

    @Test
    void shouldTakeLastLineWhenNameIsThereTwice() throws Exception {
        // given
        view.withGuest(100, "name: a\nname:\nname: b");
        // then
        assertEquals(Map.of("100", Map.of("name", "b")), all("name"));
    }

    @Test
    void shouldStayJsonWhenValueHasQuotesControlCharactersOrOtherBytes() throws Exception {
        // given
        view.withGuest(100, "a: \"\\ \u0001\u001f" + Names.ofText("\u00e4\u20ac") + "\n");
        view.withGuest(101, "a: \u00ff\n");
        // then
        assertEquals(
                Map.of(
                        "100", Map.of("a", "\"\\ \u0001\u001f\u00e4\u20ac"),
                        "101", Map.of("a", "\u00ff")),
                all("a"));
    }

    @Test
    void shouldGiveEmptyObjectWhenNothingIsFound() throws Exception {
        // given
        view.withGuest(100, "a: b\n").withGuest(101, "");
        // then
        assertEquals(Map.of(), all("x", ""));
        assertEquals(Map.of(), all("b"));
        assertEquals("{}\n", Names.ofBytes(properties.ofGuest(100, List.of("x")).orElseThrow()));
        assertTrue(properties.ofGuest(101, List.of("a")).isEmpty());
    }

    @Test
    void shouldTakeUnderTwentyMillisecondsWhenThereAreFiveThousandGuests() {
        // given
        String config =
                "agent: 1\nballoon: 0\nboot: order=scsi0\ncores: 4\ncpu: host\nlock: backup\n"
                        + "memory: 8192\nname: guest\nnet0: virtio=BC:24:11:00:00:01,bridge=vmbr0\n"
                        + "numa: 0\nonboot: 1\nostype: l26\nscsi0: local:100/vm-100-disk-0.qcow2\n"
                        + "scsihw: virtio-scsi-single\nsockets: 1\ntags: a;b\nvmgenid: 0815\n";
        for (int guest = 100; guest < 5100; guest++) {
            view.withGuest(guest, config);
        }
        // when
        // Processor time, as other tests may run on the same machine.
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 30; i++) {
            long start = threads.getCurrentThreadCpuTime();
            properties.ofAll(List.of("lock", "tags", "name"));
            best = Math.min(best, threads.getCurrentThreadCpuTime() - start);
        }
        // then
        assertTrue(best < 20_000_000, best + " ns");
    }

    @Test
    void shouldReadOnlyWhatHasChangedSinceTheLastTime() throws Exception {
        // given
        for (int guest = 100; guest < 1_100; guest++) {
            view.withGuest(guest, "name: a" + guest + "\n");
        }
        AtomicInteger read = new AtomicInteger();
        view.beforeGuestConfig(
                () -> {
                    read.incrementAndGet();
                    return null;
                });
        assertFalse(properties.areAtHand(List.of("name")));
        assertEquals(1_000, all("name").size());
        assertEquals(1_000, read.get());
        // when
        view.withGuest(500, "name: b\nlock: backup\n").withGuest(5_000, "name: c\n");
        view.without("guests/101");
        // then
        assertTrue(properties.areAtHand(List.of("name")));
        Map<?, ?> now = all("name");
        assertEquals(1_002, read.get());
        assertEquals(1_000, now.size());
        assertEquals(Map.of("name", "b"), now.get("500"));
        assertEquals(Map.of("name", "c"), now.get("5000"));
        assertEquals(Map.of("name", "a1099"), now.get("1099"));
        // when another property is asked for, then what is known is not forgotten
        assertFalse(properties.areAtHand(List.of("lock")));
        assertEquals(Map.of("500", Map.of("lock", "backup")), all("lock"));
        assertTrue(properties.areAtHand(List.of("name", "lock")));
        assertEquals(2_002, read.get());
    }

    @Test
    void shouldTakeAnyNumberOfNames() throws Exception {
        // given
        view.withGuest(100, "n0: x\nn39: y\n");
        // then
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    Map.of("100", Map.of("n0", "x", "n39", "y")),
                    all(IntStream.range(0, 40).mapToObj(n -> "n" + n).toArray(String[]::new)));
            assertEquals(Map.of("100", Map.of("n0", "x")), all("n0"));
        }
    }

    private Map<?, ?> all(String... names) throws Exception {
        return JSON.readValue(properties.ofAll(List.of(names)), Map.class);
    }
}
