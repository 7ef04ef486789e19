package org.jpmxcfs.fuse.mount.kernel;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jpmxcfs.log.model.Location;

/**
 * A node that the kernel knows of, from its first lookup until it is forgotten. It notes what the
 * kernel was told that it may keep: only that has to be taken back when it changes.
 */
final class KnownNode {
    /** Its attributes. */
    static final int ATTRIBUTES = 1;

    /** Pages of its content. */
    static final int PAGES = 1 << 1;

    /** The names in it. */
    static final int LISTING = 1 << 2;

    /** Its own name. */
    static final int NAME = 1 << 3;

    private static final int REMOVAL_POLLS = 200;
    private static final long REMOVAL_POLL_NANOS = 20_000;

    final long id;
    final Location at;

    /** Set when it was removed while it was open. */
    volatile RemovedFile removed;

    /** When the kernel last asked for its name; it may be about to open it. */
    volatile long lookedUpNanos;

    /** When content or attributes last changed, by the clock of {@link KernelCache}. */
    volatile long changedNanos;

    /** Of a directory: when a name in it last changed. */
    volatile long namesChangedNanos;

    /** Whether pages that the kernel has are of the present content. */
    volatile boolean isKept;

    /** Whether it is so short-lived, or so often computed, that nothing of it is kept. */
    volatile boolean isFleeting;

    private final AtomicInteger told = new AtomicInteger();
    private final AtomicBoolean isNoticeQueued = new AtomicBoolean();
    private final AtomicInteger notices = new AtomicInteger(); // queued or being given
    private boolean isOldShown; // since the notice began; guarded by this
    private final AtomicInteger statusShown = new AtomicInteger();
    private final AtomicInteger ownChanges = new AtomicInteger();
    private final AtomicInteger opens = new AtomicInteger();
    private Name name; // that the kernel last was told of; guarded by this
    private volatile long lookups; // changed by KnownNodes alone, one thread at a time

    KnownNode(long id, Location at, long changedNanos) {
        this.id = id;
        this.at = at;
        this.changedNanos = changedNanos;
        this.namesChangedNanos = changedNanos;
        this.lookedUpNanos = changedNanos;
    }

    /**
     * What is left of it, now that it is not in the tree any more; null where it was not in use.
     * The thread that took it out brings this a moment later.
     */
    RemovedFile awaitRemoved() {
        for (int i = 0; removed == null && i < REMOVAL_POLLS; i++) {
            LockSupport.parkNanos(REMOVAL_POLL_NANOS);
        }
        return removed;
    }

    /** Notes what the kernel is about to be told; before the tree is asked for it. */
    void tell(int what) {
        int before = told.get();
        if ((before & what) != what) {
            told.getAndUpdate(present -> present | what);
        }
    }

    /** The same for a name: the last one, where it had several. */
    synchronized void tellName(Name told) {
        name = told;
        tell(NAME | ATTRIBUTES);
    }

    /** The kernel has moved what it knows to another name by itself. */
    synchronized void renamed(Name to) {
        name = to;
    }

    /** It no longer has this name; returns whether the kernel may still think so. */
    synchronized boolean untellName(Name gone) {
        boolean isTold = isTold(NAME);
        if (gone.equals(name)) {
            untell(NAME);
        }
        return isTold;
    }

    /** The name that the kernel was told of last and may keep, which is void now; or null. */
    synchronized Name untellName() {
        return untell(NAME) == 0 ? null : name;
    }

    /** Whether the kernel was told any of this. */
    boolean isTold(int what) {
        return (told.get() & what) != 0;
    }

    /** Takes note that it is being taken back; returns which of it was told. */
    int untell(int what) {
        return told.getAndUpdate(present -> present & ~what) & what;
    }

    /** A notice of it is wanted. Returns whether none is waiting to be given already. */
    boolean noticeWanted() {
        if (!isNoticeQueued.compareAndSet(false, true)) {
            return false;
        }
        notices.incrementAndGet();
        return true;
    }

    /** The notice is being given: a change from now on needs another one. */
    void noticeBegins() {
        isNoticeQueued.set(false);
    }

    /**
     * The notice has been given; false when it has to be given once more, as the kernel was shown
     * something old meanwhile.
     */
    synchronized boolean noticeEnds() {
        if (isOldShown) {
            isOldShown = false;
            return false;
        }
        notices.decrementAndGet();
        return true;
    }

    /** Whether the kernel may be shown something old, as a notice follows that voids it. */
    synchronized boolean showOld() {
        isOldShown |= isNoticePending();
        return isOldShown;
    }

    /** The kernel is about to be shown the attributes anew. */
    void showStatus() {
        statusShown.incrementAndGet();
    }

    /** How often it was. */
    int statusShown() {
        return statusShown.get();
    }

    /** Whether the kernel is yet to be told something of it. */
    boolean isNoticePending() {
        return notices.get() > 0;
    }

    /** A change that came through this mount is being made, of which the kernel knows. */
    void ownChangeBegins() {
        ownChanges.incrementAndGet();
    }

    /** It has been made, or refused; the answer is not given yet. */
    void ownChangeEnds() {
        ownChanges.decrementAndGet();
    }

    /** Whether the kernel itself voids the attributes in a moment. */
    boolean isOwnChange() {
        return ownChanges.get() > 0;
    }

    void opened() {
        opens.incrementAndGet();
    }

    void closed() {
        opens.decrementAndGet();
    }

    boolean isOpen() {
        return opens.get() > 0;
    }

    /** Counts a lookup, or takes some back. Returns how many are left. */
    long addLookups(long count) {
        long left = lookups + count;
        lookups = left;
        return left;
    }

    /** Whether this lookup is the first one, so that the kernel has no attributes of it. */
    boolean isNew() {
        return lookups == 1;
    }
}
