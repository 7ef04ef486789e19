package org.jpmxcfs.fuse.it.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class MonotonicReadsTest {
    private final MonotonicReads reader = new MonotonicReads(4);

    @Test
    void shouldAcceptAReaderThatNeverGoesBack() {
        // given: 1 to 9 were written in turn to the files 1, 2, 3, 0, 1, 2, 3, 0, 1
        long[][] seen = {{0, 0}, {1, 1}, {0, 0}, {2, 2}, {2, 6}, {1, 5}, {0, 4}, {1, 9}, {0, 8}};

        // then
        for (long[] look : seen) {
            assertEquals(Optional.empty(), reader.saw((int) look[0], look[1]));
        }
        assertEquals(9, reader.newest());
    }

    @Test
    void shouldRefuseAnOlderNumberOfTheSameFile() {
        // given
        reader.saw(1, 9);

        // then
        assertTrue(reader.saw(1, 5).isPresent());
    }

    @Test
    void shouldRefuseAFileThatLagsBehindAnother() {
        // given
        reader.saw(1, 9);

        // then
        assertTrue(reader.saw(0, 4).isPresent());
        assertTrue(reader.saw(2, 2).isPresent());
        assertEquals(Optional.empty(), reader.saw(2, 6));
    }
}
