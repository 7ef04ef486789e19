package org.jpmxcfs.fuse.mount.kernel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Numbers for what is open, by which the kernel names it in its requests. To look one up takes no
 * lock and makes no garbage.
 */
final class Handles<T> {
    private static final int SLOTS_MIN = 64;

    private final Deque<Integer> free = new ArrayDeque<>(); // guarded by this
    private volatile AtomicReferenceArray<T> slots = new AtomicReferenceArray<>(SLOTS_MIN);
    private int used; // slots that were ever given out; guarded by this

    /** A number for {@code opened}, until {@link #close}. */
    synchronized long open(T opened) {
        Integer reused = free.poll();
        int slot = reused != null ? reused : used++;
        if (slot == slots.length()) {
            grow();
        }
        slots.set(slot, opened);
        return slot;
    }

    /** What has this number, or null. */
    T get(long handle) {
        AtomicReferenceArray<T> present = slots;
        return handle >= 0 && handle < present.length() ? present.get((int) handle) : null;
    }

    /** Takes a number back. Returns what had it, or null. */
    synchronized T close(long handle) {
        T opened = get(handle);
        if (opened != null) {
            slots.set((int) handle, null);
            free.push((int) handle);
        }
        return opened;
    }

    private void grow() {
        AtomicReferenceArray<T> next = new AtomicReferenceArray<>(2 * slots.length());
        for (int i = 0; i < slots.length(); i++) {
            next.set(i, slots.get(i));
        }
        slots = next;
    }
}
