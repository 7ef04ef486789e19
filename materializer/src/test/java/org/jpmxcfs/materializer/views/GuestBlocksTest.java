package org.jpmxcfs.materializer.views;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class GuestBlocksTest {
    private final GuestBlocks blocks = new GuestBlocks();

    @RepeatedTest(5)
    void shouldHoldWhatASortedMapHolds() {
        // given
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TreeMap<Long, Guest> twin = new TreeMap<>();
        // when
        for (int i = 0; i < 20_000; i++) {
            long id = 1 + random.nextInt(2_000);
            if (random.nextInt(i % 4_000 < 2_500 ? 3 : 1) > 0) {
                blocks.put(guest(id, i));
                twin.put(id, guest(id, i));
            } else {
                blocks.remove(id);
                twin.remove(id);
            }
            // then
            assertEquals(twin.get(id), blocks.get(id), () -> "seed " + seed);
        }
        assertEquals(List.copyOf(twin.values()), all(), () -> "seed " + seed);
        for (long id = 0; id <= 2_001; id++) {
            assertEquals(twin.get(id), blocks.get(id));
        }
    }

    @Test
    void shouldKeepEveryBlockThatAChangeDoesNotFallInto() {
        // given
        for (int id = 100; id < 10_100; id++) {
            blocks.put(guest(id, 0));
        }
        Set<List<Guest>> before = Collections.newSetFromMap(new IdentityHashMap<>());
        before.addAll(blocks.all());
        // when
        blocks.put(guest(5_000, 1));
        // then
        assertEquals(1, blocks.all().stream().filter(b -> !before.contains(b)).count());
        assertTrue(before.size() < 10_000 / 50, () -> "blocks are small: " + before.size());
    }

    @Test
    void shouldShowAGuestThatStaysWhileOthersComeAndGo() {
        // given
        blocks.put(guest(500, 0));
        AtomicBoolean stopped = new AtomicBoolean();
        CompletableFuture<Void> reading =
                CompletableFuture.runAsync(
                        () -> {
                            while (!stopped.get()) {
                                assertNotNull(blocks.get(500));
                            }
                        });
        // when
        Random random = new Random(7);
        for (int i = 0; i < 300_000; i++) {
            long id = 1 + random.nextInt(1_000);
            if (id != 500 && random.nextBoolean()) {
                blocks.put(guest(id, i));
            } else if (id != 500) {
                blocks.remove(id);
            }
        }
        stopped.set(true);
        // then
        reading.join();
    }

    @Test
    void shouldBeEmptyOnceTheLastIsGone() {
        blocks.put(guest(1, 0));
        blocks.remove(1);
        blocks.remove(1);
        assertNull(blocks.get(1));
        assertEquals(List.of(), blocks.all());
    }

    private List<Guest> all() {
        return blocks.all().stream().flatMap(List::stream).toList();
    }

    private static Guest guest(long id, long version) {
        return new Guest(id, "node1", GuestType.QEMU, version, id);
    }
}
