package org.jpmxcfs.transport.corosync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.transport.corosync.wire.FileChange;
import org.junit.jupiter.api.Test;

class ChangeMutationsTest {
    private static final byte[] NOTHING = {};

    @Test
    void shouldTakePathsAsPmxcfsReadsThem() {
        assertEquals(new Mutation.Create(Location.of("d/f")), of(new FileChange.Create("/d//f/")));
        assertEquals(new Mutation.Delete(Location.of("")), of(new FileChange.Delete("//")));
    }

    @Test
    void shouldTakeACutWithoutBytesAsANewSize() {
        assertEquals(
                new Mutation.Truncate(Location.of("f"), 7),
                of(new FileChange.Write("f", 7, NOTHING, true)));
        assertEquals(
                new Mutation.Write(Location.of("f"), 7, NOTHING),
                of(new FileChange.Write("f", 7, NOTHING, false)));
    }

    @Test
    void shouldMakeNothingOfAPathThatNoTreeHas() {
        String path = "p".repeat(Limits.PATH_BYTES_MAX + 1);
        assertEquals(
                Optional.empty(),
                new FileChange.Rename("a", path).accept(ChangeMutations.INSTANCE));
    }

    private static Mutation of(FileChange change) {
        return change.accept(ChangeMutations.INSTANCE).orElseThrow();
    }
}
