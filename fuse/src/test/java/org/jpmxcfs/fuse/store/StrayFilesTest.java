package org.jpmxcfs.fuse.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrayFilesTest {
    private static final Instant TIME = Instant.parse("2026-11-22T15:04:05Z");
    private static final String NAME = "2026-11-22T150405Z";

    @TempDir private Path directory;
    private Path point;
    private StrayFiles stray;

    @BeforeEach
    void prepare() throws IOException {
        point = Files.createDirectory(directory.resolve("point"));
        stray = new StrayFiles(new DataDirectory(directory.resolve("data")));
    }

    @Test
    void shouldKeepEachFindUnderItsTime() throws IOException {
        // given
        Files.createDirectories(point.resolve("nodes/node1"));
        Files.writeString(point.resolve("nodes/node1/config"), "stray");
        Files.createSymbolicLink(point.resolve("local"), Path.of("nodes/node1"));

        // when
        Optional<Path> first = stray.collect(point, TIME);
        Files.writeString(point.resolve("again"), "");
        Optional<Path> second = stray.collect(point, TIME);

        // then
        assertEquals(directory.resolve("data/stray").resolve(NAME), first.orElseThrow());
        assertEquals(NAME + "-2", second.orElseThrow().getFileName().toString());
        assertEquals(List.of(NAME, NAME + "-2"), stray.names());
        assertEquals(List.of(Path.of("local"), Path.of("nodes/node1/config")), stray.files(NAME));
        assertEquals("stray", Files.readString(first.get().resolve("nodes/node1/config")));
        try (var left = Files.list(point)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void shouldDoNothingWhereNothingIs() throws IOException {
        assertEquals(Optional.empty(), stray.collect(point, TIME));
        assertEquals(Optional.empty(), stray.collect(directory.resolve("missing"), TIME));
        assertFalse(Files.exists(directory.resolve("data")));
    }

    @Test
    void shouldDropOnlyWhatIsAFind() throws IOException {
        // given
        Files.writeString(point.resolve("file"), "");
        Path find = stray.collect(point, TIME).orElseThrow();

        // when, then
        assertThrows(NoSuchFileException.class, () -> stray.drop(".."));
        assertThrows(NoSuchFileException.class, () -> stray.files("other"));
        assertTrue(Files.exists(find));
        stray.drop(NAME);
        assertEquals(List.of(), stray.names());
    }
}
