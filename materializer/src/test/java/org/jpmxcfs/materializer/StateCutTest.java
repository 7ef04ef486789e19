package org.jpmxcfs.materializer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Digests of a state that is not the present one any more. */
class StateCutTest {
    /** Stores only when asked to, and keeps no stored content in memory. */
    private static final MaterializerConfig NO_CACHE =
            new MaterializerConfig(60_000, 128 << 20, 1, 0, 0);

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldGiveTheDigestOfTheMomentWhateverHappensAfterwards(long seed) throws IOException {
        // given contents of which some are in memory and some only in the database
        RandomMutations mutations = new RandomMutations(seed);
        try (Workbench bench = new Workbench(file(), new RecordingJournal(1), NO_CACHE)) {
            apply(bench, mutations, 2000);
            bench.materializer.flush();
            apply(bench, mutations, 20);
            String expected = bench.digest();

            // when all of it changes, and is stored, before the digest is computed
            try (StateCut cut = bench.materializer.cut()) {
                apply(bench, mutations, 2000);
                bench.materializer.flush();

                // then
                assertEquals(2020, cut.index());
                assertEquals(expected, HexFormat.of().formatHex(cut.digest()), "seed " + seed);
                assertNotEquals(expected, bench.digest());
            }
        }
    }

    @Test
    void shouldOutliveTheStateThatItIsOf() throws IOException {
        // given
        try (Workbench bench = new Workbench(file(), new RecordingJournal(1), NO_CACHE)) {
            bench.write("f", new byte[100]);
            Path snapshot = directory.resolve("snapshot");
            long index = bench.materializer.copyTo(snapshot);
            bench.write("g", new byte[100]);
            String expected = bench.digest();
            StateCut cut = bench.materializer.cut();

            // when
            bench.materializer.install(snapshot, index);

            // then
            assertEquals(expected, HexFormat.of().formatHex(cut.digest()));
            cut.close();
        }
    }

    private static void apply(Workbench bench, RandomMutations mutations, int count) {
        for (int i = 0; i < count; i++) {
            bench.apply(mutations.next());
        }
    }

    private Path file() {
        return directory.resolve("config.db");
    }
}
