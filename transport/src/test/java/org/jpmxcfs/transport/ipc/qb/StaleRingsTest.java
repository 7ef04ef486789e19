package org.jpmxcfs.transport.ipc.qb;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaleRingsTest {
    @TempDir Path memory;

    @Test
    void shouldRemoveRingsOfTheServiceWhenServerIsGone() throws IOException {
        // given
        Path stale = rings("qb-100-200-7-abCD12", "pve2");
        Path used = rings("qb-101-200-7-abCD12", "pve2");
        Path ofOther = rings("qb-100-200-8-abCD12", "cmap");
        Path mixed = rings("qb-100-200-9-abCD12", "pve2");
        Files.createFile(mixed.resolve("something-else"));
        Path link = Files.createSymbolicLink(memory.resolve("qb-100-1-1-abcdef"), ofOther);
        // when
        new StaleRings(memory, "pve2").remove(pid -> pid == 100);
        // then
        assertFalse(Files.exists(stale));
        assertTrue(Files.exists(used.resolve("qb-request-pve2-data")));
        assertTrue(Files.exists(ofOther.resolve("qb-request-cmap-data")));
        assertTrue(Files.exists(mixed.resolve("qb-request-pve2-data")));
        assertTrue(Files.isSymbolicLink(link));
    }

    @Test
    void shouldDoNothingWhenThereIsNoSharedMemory() {
        new StaleRings(memory.resolve("missing"), "pve2").remove(pid -> true);
        assertFalse(Files.exists(memory.resolve("missing")));
    }

    private Path rings(String directory, String service) throws IOException {
        Path rings = Files.createDirectory(memory.resolve(directory));
        for (String kind : new String[] {"request", "response", "event"}) {
            Files.createFile(rings.resolve("qb-" + kind + "-" + service + "-header"));
            Files.createFile(rings.resolve("qb-" + kind + "-" + service + "-data"));
        }
        return rings;
    }
}
