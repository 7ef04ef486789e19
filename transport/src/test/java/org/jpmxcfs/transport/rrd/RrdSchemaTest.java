package org.jpmxcfs.transport.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RrdSchemaTest {
    @ParameterizedTest
    @CsvSource({
        "pve2-node/n1, NODE, pve-node-9.0/n1",
        "pve-node-9.0/n1.x, NODE, pve-node-9.0/n1.x",
        "pve-node-10.2/n1, NODE, pve-node-9.0/n1",
        "pve2.3-vm/100, GUEST, pve-vm-9.0/100",
        "pve-vm-9.0/100, GUEST, pve-vm-9.0/100",
        "pve2-storage/n1/local, STORAGE, pve-storage-9.0/n1/local",
        "pve-storage-9.0/n1/a_b-c, STORAGE, pve-storage-9.0/n1/a_b-c"
    })
    void shouldNameFileWhenKeyIsKnown(String key, RrdSchema schema, String file) {
        RrdKey rrd = RrdKey.of(key).orElseThrow();
        assertEquals(schema, rrd.schema());
        assertEquals(Path.of("/db", file), rrd.file(Path.of("/db")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pve2-node/",
                "pve2-node/a/b",
                "pve2-node/..",
                "pve2-node/a b",
                "pve2-node/a\n",
                "pve-node-/a",
                "pve-node-9/a",
                "pve2-vm/100",
                "pve-vm-9.0/x",
                "pve2-storage/n1",
                "pve2-storage/n1/",
                "pve2-storage/n1/../x",
                "pve2-storage/n1/a/b",
                "pve2-storage/../a"
            })
    void shouldKnowNoFileWhenKeyHasNoKnownForm(String key) {
        assertEquals(Optional.empty(), RrdKey.of(key));
    }

    @Test
    void shouldFillUpWhenSampleIsOfAnOldVersion() {
        assertEquals(
                Optional.of("1700000000:1:2:3:4:5:6:7:8:9:10:11:12:U:U:U:U:U:U:U"),
                RrdSchema.NODE.archived("uptime:level:1700000000:1:2:3:4:5:6:7:8:9:10:11:12"));
        assertEquals(
                Optional.of("1700000000:1:2:3:4:5:6:7:8:9:10:U:U:U:U:U:U:U"),
                RrdSchema.GUEST.archived("77:a name:running:0:1700000000:1:2:3:4:5:6:7:8:9:10"));
    }

    @Test
    void shouldCutWhenSampleIsOfANewerVersion() {
        assertEquals(
                Optional.of("1700000000:1:2"), RrdSchema.STORAGE.archived("1700000000:1:2:3:x"));
    }

    @Test
    void shouldTakeUnknownWhenColumnIsEmpty() {
        assertEquals(
                Optional.of("1700000000:U:1.5e+3"),
                RrdSchema.STORAGE.archived("1700000000::1.5e+3"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ":1:2", "x:1:2", "1:1 2:3", "1:1:a", "1:1:2;3", "9999999999999:1:1"})
    void shouldArchiveNothingWhenSampleIsMalformed(String sample) {
        assertEquals(Optional.empty(), RrdSchema.STORAGE.archived(sample));
    }
}
