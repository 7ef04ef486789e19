package org.jpmxcfs.materializer.views;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Guests in the order of their ids, in blocks of a bounded number. A change replaces the block it
 * falls into; all others stay the same objects, so that who keeps something for each block does
 * work for what has changed only. One writer and any number of readers, who take no lock; a guest
 * that stays is seen at every moment.
 */
final class GuestBlocks {
    /** Small, since a change costs the writer a copy, and readers the work, of so many guests. */
    private static final int BLOCK_MAX = 64;

    /** Each without gaps, and below all of the next; none is empty. */
    private volatile AtomicReferenceArray<List<Guest>> blocks = new AtomicReferenceArray<>(0);

    /** The guest with this id, or null. */
    Guest get(long id) {
        AtomicReferenceArray<List<Guest>> present = blocks;
        int at = holding(present, id);
        if (at < 0) {
            return null;
        }
        List<Guest> block = present.getAcquire(at);
        int place = place(block, id);
        return place < 0 ? null : block.get(place);
    }

    /** All blocks, in order. Each is a value. */
    List<List<Guest>> all() {
        AtomicReferenceArray<List<Guest>> present = blocks;
        List<List<Guest>> all = new ArrayList<>(present.length());
        for (int i = 0; i < present.length(); i++) {
            all.add(present.getAcquire(i));
        }
        return all;
    }

    /** Puts a guest in, in place of the one with its id. */
    void put(Guest guest) {
        if (blocks.length() == 0) {
            blocks = table(List.of(List.of(guest)));
            return;
        }
        int at = Math.max(0, holding(blocks, guest.id()));
        Guest[] block = blocks.getPlain(at).toArray(Guest[]::new);
        int place = place(blocks.getPlain(at), guest.id());
        if (place >= 0) {
            block[place] = guest;
            blocks.setRelease(at, List.of(block));
            return;
        }
        Guest[] longer = Arrays.copyOf(block, block.length + 1);
        int free = -place - 1;
        System.arraycopy(block, free, longer, free + 1, block.length - free);
        longer[free] = guest;
        if (longer.length <= BLOCK_MAX) {
            blocks.setRelease(at, List.of(longer));
        } else {
            split(at, longer, free);
        }
    }

    /** Takes the guest with this id out, where there is one. */
    void remove(long id) {
        int at = holding(blocks, id);
        int place = at < 0 ? -1 : place(blocks.getPlain(at), id);
        if (place < 0) {
            return;
        }
        List<Guest> rest = new ArrayList<>(blocks.getPlain(at));
        rest.remove(place);
        if (rest.isEmpty()) {
            replace(at, List.of());
        } else {
            blocks.setRelease(at, List.copyOf(rest));
        }
    }

    // Ids mostly come in rising order: then the first part stays full.
    private void split(int at, Guest[] block, int newest) {
        int middle = newest == block.length - 1 ? newest : block.length / 2;
        replace(
                at,
                List.of(
                        List.of(Arrays.copyOf(block, middle)),
                        List.of(Arrays.copyOfRange(block, middle, block.length))));
    }

    private void replace(int at, List<List<Guest>> by) {
        List<List<Guest>> next = all();
        next.remove(at);
        next.addAll(at, by);
        blocks = table(next);
    }

    private static AtomicReferenceArray<List<Guest>> table(List<List<Guest>> blocks) {
        AtomicReferenceArray<List<Guest>> table = new AtomicReferenceArray<>(blocks.size());
        for (int i = 0; i < blocks.size(); i++) {
            table.setPlain(i, blocks.get(i));
        }
        return table;
    }

    /** The last block that begins at or below the id; -1 when all are above it. */
    private static int holding(AtomicReferenceArray<List<Guest>> blocks, long id) {
        int low = 0;
        int high = blocks.length() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (blocks.getAcquire(middle).get(0).id() <= id) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    /** Where the id is in the block; where it would go, as {@code -place - 1}, when it is not. */
    private static int place(List<Guest> block, long id) {
        int low = 0;
        int high = block.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long there = block.get(middle).id();
            if (there == id) {
                return middle;
            }
            if (there < id) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }
}
