package org.jpmxcfs.transport.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Map;
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

    private Map<?, ?> all(String... names) throws Exception {
        return JSON.readValue(properties.ofAll(List.of(names)), Map.class);
    }
}
