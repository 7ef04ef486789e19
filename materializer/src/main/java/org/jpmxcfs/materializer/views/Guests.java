package org.jpmxcfs.materializer.views;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The guests whose configurations are in the tree. The writer changes it; any thread reads it.
 *
 * <p>A database may bring several configurations of one id. Which of them counts must follow from
 * the tree alone, or nodes would disagree after a restart: it is the one with the lowest inode.
 */
public final class Guests {
    private volatile GuestBlocks byId = new GuestBlocks();

    /** Configurations that lost against one of the same id: id to inode to path. Writer only. */
    private Map<Long, TreeMap<Long, GuestPath>> rivals = new HashMap<>();

    private volatile long version;

    /** No guests, at this version. */
    public Guests(long version) {
        this.version = version;
    }

    /**
     * Counts the changes of the list since the start. A list read after its version is at least as
     * new as that version.
     */
    public long version() {
        return version;
    }

    /** The guest with this id, or null. */
    public Guest get(long id) {
        return byId.get(id);
    }

    /** All guests, in the order of their ids. */
    public List<Guest> list() {
        List<Guest> all = new ArrayList<>();
        byId.all().forEach(all::addAll);
        return all;
    }

    /**
     * The same, in pieces: one in which nothing has changed is the same object as the time before,
     * and what was made of it then still holds.
     */
    public List<List<Guest>> blocks() {
        return byId.all();
    }

    /** Whether the id belongs to a guest on another node or of another type. */
    public boolean isTaken(GuestPath path) {
        Guest guest = byId.get(path.id());
        return guest != null && !path.isSamePlace(guest.node(), guest.type());
    }

    /** A file is, or still is, the configuration at {@code path}. One more change. */
    public void register(GuestPath path, long inode) {
        long next = version + 1;
        Guest present = byId.get(path.id());
        if (present == null || present.inode() == inode) {
            byId.put(guest(path, next, inode));
        } else if (Long.compareUnsigned(inode, present.inode()) < 0) {
            byId.put(guest(path, next, inode));
            addRival(new GuestPath(present.id(), present.node(), present.type()), present.inode());
        } else {
            addRival(path, inode);
        }
        version = next;
    }

    /** An entry left {@code path}. One more change, also when it was no configuration. */
    public void unregister(GuestPath path, long inode) {
        long next = version + 1;
        forget(path, inode, next);
        version = next;
    }

    /** An entry at {@code path} gives way to another. */
    public void replaced(GuestPath path, long inode) {
        forget(path, inode, version);
    }

    /** All guests are those of {@code next} at one instant, which is not used any more. */
    public void become(Guests next) {
        byId = next.byId;
        rivals = next.rivals;
        version = next.version;
    }

    private void forget(GuestPath path, long inode, long next) {
        TreeMap<Long, GuestPath> others = rivals.get(path.id());
        Guest present = byId.get(path.id());
        if (present != null && present.inode() == inode) {
            promote(path.id(), others, next);
        } else if (others != null) {
            others.remove(inode);
        }
        if (others != null && others.isEmpty()) {
            rivals.remove(path.id());
        }
    }

    private void promote(long id, TreeMap<Long, GuestPath> others, long next) {
        if (others == null) {
            byId.remove(id);
            return;
        }
        Map.Entry<Long, GuestPath> heir = others.pollFirstEntry();
        byId.put(guest(heir.getValue(), next, heir.getKey()));
    }

    private void addRival(GuestPath path, long inode) {
        rivals.computeIfAbsent(path.id(), id -> new TreeMap<>(Long::compareUnsigned))
                .put(inode, path);
    }

    private static Guest guest(GuestPath path, long version, long inode) {
        return new Guest(path.id(), path.node(), path.type(), version, inode);
    }
}
