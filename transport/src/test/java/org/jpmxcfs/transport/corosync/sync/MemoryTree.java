package org.jpmxcfs.transport.corosync.sync;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jpmxcfs.transport.corosync.wire.FileChange;
import org.jpmxcfs.transport.corosync.wire.Row;
import org.jpmxcfs.transport.corosync.wire.Sha256;
import org.jpmxcfs.transport.corosync.wire.TreeIndex;

/**
 * A tree in memory that follows the rules of pmxcfs to the letter, its oddities included. What it
 * answers is 0 or more, or the negative errno of the original.
 */
public final class MemoryTree implements FileChange.Handler<Integer> {
    static final int EACCES = 13;
    static final int EEXIST = 17;
    static final int ENOENT = 2;
    static final int ENOTDIR = 20;
    static final int EFBIG = 27;
    static final int ENOTEMPTY = 39;

    private static final int FILE_BYTES_MAX = 1 << 20;
    private static final byte[] NOTHING = {};
    private static final Pattern GUEST =
            Pattern.compile("nodes/([^/]+)/(qemu-server|openvz|lxc)/([1-9][0-9]*)\\.conf");

    private final TreeMap<Long, Row> rows = new TreeMap<>(Long::compareUnsigned);
    private final Map<String, Long> children = new HashMap<>();
    private final Map<Long, Integer> childCounts = new HashMap<>();
    private final RowDigests digests;
    private int writer; // of the change that is being applied
    private long mtime;

    /** What a path leads to. */
    private record Place(Row parent, String name, Row row, int errno) {}

    /** An empty tree. */
    public MemoryTree(long version, int rootWriter, long rootMtime) {
        Row root = Row.root(version, rootWriter, rootMtime);
        rows.put(0L, root);
        digests = new RowDigests(root);
    }

    /** A tree with these rows, the root among them. */
    public static MemoryTree of(Collection<Row> rows) {
        MemoryTree tree = new MemoryTree(0, 0, 0);
        rows.forEach(tree::put);
        return tree;
    }

    /** Applies a change as the original does. */
    public int apply(int node, int seconds, FileChange change) {
        writer = node;
        mtime = Integer.toUnsignedLong(seconds);
        return change.accept(this);
    }

    /** The rows, in the order of their inodes. */
    public List<Row> rows() {
        return new ArrayList<>(rows.values());
    }

    /** The row of an inode, or null. */
    public Row row(long inode) {
        return rows.get(inode);
    }

    /** What the tree consists of. */
    public TreeIndex index() {
        return digests.index();
    }

    /** The checksum of a verification. */
    public byte[] checksum() {
        MessageDigest sha = Sha256.begin();
        rows.values().forEach(row -> row.addTo(sha));
        return sha.digest();
    }

    /** Takes over rows of another tree. */
    public void take(Collection<Row> put, Collection<Long> dropped) {
        dropped.forEach(inode -> remove(rows.get(inode)));
        // All old names are free before the new ones are taken: rows may have changed places.
        put.forEach(row -> remove(rows.get(row.inode())));
        put.forEach(this::put);
    }

    /** Names the state of a lock; null when there is no such directory. */
    public byte[] lockDigest(String path) {
        Row row = find(path);
        return row != null && row.type() == Row.DIRECTORY ? row.lockDigest() : null;
    }

    @Override
    public Integer write(FileChange.Write c) {
        if (c.offset() + c.data().length > FILE_BYTES_MAX) {
            return -EFBIG;
        }
        Place place = place(c.path());
        if (place.errno != 0) {
            return -place.errno;
        }
        if (isGuestElsewhere(c.path())) {
            return -EEXIST;
        }
        Row row = place.row;
        if (row == null || row.type() != Row.FILE) {
            return row == null ? -ENOENT : -ENOTDIR;
        }
        int end = (int) c.offset() + c.data().length;
        // A file without content gets the size that it is asked for, and content only with bytes.
        boolean hasContent = row.data().length > 0;
        int size = hasContent && !c.cuts() ? Math.max(end, row.size()) : end;
        byte[] data = hasContent || c.data().length > 0 ? Arrays.copyOf(row.data(), size) : NOTHING;
        System.arraycopy(
                c.data(), 0, data, (int) c.offset() * (data.length > 0 ? 1 : 0), c.data().length);
        change(row, mtime, size, data);
        return c.data().length;
    }

    @Override
    public Integer makeDirectory(FileChange.MakeDirectory c) {
        Place place = place(c.path());
        if (place.errno != 0 || place.row != null) {
            return place.errno != 0 ? -place.errno : -EEXIST;
        }
        add(place, Row.DIRECTORY);
        return 0;
    }

    @Override
    public Integer create(FileChange.Create c) {
        Place place = place(c.path());
        if (place.errno != 0) {
            return -place.errno;
        }
        if (isGuestElsewhere(c.path())) {
            return -EEXIST;
        }
        if (place.row != null) {
            return place.row.type() == Row.FILE ? -EEXIST : -ENOTDIR;
        }
        add(place, Row.FILE);
        return 0;
    }

    @Override
    public Integer delete(FileChange.Delete c) {
        Row row = find(c.path());
        if (row == null || row.inode() == 0) {
            return row == null ? -ENOENT : -EACCES;
        }
        if (hasChildren(row)) {
            return -ENOTEMPTY;
        }
        remove(row);
        stepRoot(mtime);
        return 0;
    }

    @Override
    public Integer rename(FileChange.Rename c) {
        Row from = find(c.path());
        if (from == null || from.inode() == 0) {
            return from == null ? -ENOENT : -EACCES;
        }
        Matcher source = GUEST.matcher(c.path());
        Matcher target = GUEST.matcher(c.to());
        boolean isSame =
                source.matches() && target.matches() && source.group(3).equals(target.group(3));
        if (from.type() == Row.FILE && isGuestElsewhere(c.to()) && !isSame) {
            return -EEXIST;
        }
        if (from.type() == Row.DIRECTORY && c.path().startsWith("priv/lock/")) {
            return -EACCES;
        }
        Place place = place(c.to());
        if (place.errno != 0) {
            return -place.errno;
        }
        if (place.row != null && hasChildren(place.row)) {
            return -ENOTEMPTY;
        }
        // What is in the way goes before it is known whether the rest is allowed.
        remove(place.row);
        if (hasChildren(from)) {
            return -ENOTEMPTY;
        }
        remove(from);
        long version = stepRoot(mtime);
        put(
                new Row(
                        from.inode(),
                        place.parent.inode(),
                        version,
                        writer,
                        mtime,
                        from.size(),
                        from.type(),
                        place.name,
                        from.data()));
        return 0;
    }

    @Override
    public Integer setMtime(FileChange.SetMtime c) {
        Place place = place(c.path());
        if (place.errno != 0) {
            return -place.errno;
        }
        Row row = place.row;
        if (row == null) {
            return -ENOENT;
        }
        boolean isLock = row.type() == Row.DIRECTORY && c.path().matches("priv/lock/[^/]+");
        if (isLock && (c.mtime() < row.mtime() || row.writer() != writer)) {
            return -EACCES;
        }
        change(row, c.mtime(), row.size(), row.data());
        return 0;
    }

    @Override
    public Integer requestUnlock(FileChange.RequestUnlock c) {
        return 0;
    }

    @Override
    public Integer unlock(FileChange.Unlock c) {
        boolean isSame = Arrays.equals(c.digest(), lockDigest(c.path()));
        return isSame && c.path().startsWith("priv/lock/")
                ? delete(new FileChange.Delete(c.path()))
                : 0;
    }

    private Place place(String path) {
        String trimmed = path.replaceAll("/+$", "");
        int slash = trimmed.lastIndexOf('/');
        Row parent = find(slash < 0 ? "" : trimmed.substring(0, slash));
        String name = trimmed.substring(slash + 1);
        if (parent == null) {
            return new Place(null, name, null, ENOENT);
        }
        if (parent.type() != Row.DIRECTORY) {
            return new Place(parent, name, null, ENOTDIR);
        }
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            return new Place(parent, name, null, EACCES);
        }
        return new Place(parent, name, child(parent, name), 0);
    }

    private Row find(String path) {
        Row row = rows.get(0L);
        if (path.equals(".")) {
            return row;
        }
        for (String name : path.split("/")) {
            if (!name.isEmpty()) {
                row = row == null ? null : child(row, name);
            }
        }
        return row;
    }

    private Row child(Row parent, String name) {
        Long inode = children.get(parent.inode() + "/" + name);
        return inode == null ? null : rows.get(inode);
    }

    private boolean isGuestElsewhere(String path) {
        Matcher guest = GUEST.matcher(path);
        if (!guest.matches()) {
            return false;
        }
        for (Row row : rows.values()) {
            if (row.name().equals(guest.group(3) + ".conf")) {
                Matcher other = GUEST.matcher(pathOf(row));
                boolean isSame =
                        !other.matches()
                                || (other.group(1).equals(guest.group(1))
                                        && other.group(2).equals(guest.group(2)));
                if (!isSame) {
                    return true;
                }
            }
        }
        return false;
    }

    private String pathOf(Row row) {
        Row parent = rows.get(row.parent());
        return row.parent() == 0 ? row.name() : pathOf(parent) + "/" + row.name();
    }

    private boolean hasChildren(Row row) {
        return childCounts.getOrDefault(row.inode(), 0) > 0;
    }

    private void add(Place place, byte type) {
        long version = stepRoot(mtime);
        long parent = place.parent.inode();
        put(new Row(version, parent, version, writer, mtime, 0, type, place.name, NOTHING));
    }

    private void change(Row row, long newMtime, int size, byte[] data) {
        long version = stepRoot(newMtime);
        put(
                new Row(
                        row.inode(),
                        row.parent(),
                        version,
                        writer,
                        newMtime,
                        size,
                        row.type(),
                        row.name(),
                        data));
    }

    private long stepRoot(long newMtime) {
        long version = rows.get(0L).version() + 1;
        put(Row.root(version, writer, newMtime));
        return version;
    }

    private void put(Row row) {
        Row before = rows.put(row.inode(), row);
        digests.put(row);
        if (row.inode() != 0 && before == null) {
            children.put(row.parent() + "/" + row.name(), row.inode());
            childCounts.merge(row.parent(), 1, Integer::sum);
        }
    }

    private void remove(Row row) {
        if (row == null || row.inode() == 0) {
            return;
        }
        rows.remove(row.inode());
        digests.remove(row.inode());
        children.remove(row.parent() + "/" + row.name());
        childCounts.merge(row.parent(), -1, Integer::sum);
    }

    @Override
    public String toString() {
        return index().toString();
    }
}
