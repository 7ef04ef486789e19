package org.jpmxcfs.materializer.tree;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.log.model.Transfer;

/**
 * The rules once more, in the plainest way: a map of paths, whole arrays copied, every question
 * answered by a scan. What the tree is compared with.
 */
final class NaiveTree implements Mutation.Handler<Outcome> {
    /** An entry of the map. */
    static final class Item {
        long inode;
        long version;
        int writer;
        long mtime;
        boolean isDirectory;
        byte[] bytes = new byte[0];
    }

    final TreeMap<String, Item> items = new TreeMap<>(); // every path but the root's
    long version = 1;
    int writer;
    long mtime;
    private Entry entry;

    Outcome apply(Entry next) {
        entry = next;
        return next.mutation().accept(this);
    }

    @Override
    public Outcome create(Mutation.Create m) {
        return add(m.at(), false);
    }

    @Override
    public Outcome makeDirectory(Mutation.MakeDirectory m) {
        return add(m.at(), true);
    }

    @Override
    public Outcome write(Mutation.Write m) {
        long end = m.offset() + m.data().length;
        if (end > 1 << 20 || end < 0) {
            return Outcome.refused(Refusal.FILE_TOO_LARGE);
        }
        Refusal refusal = refusalToWrite(m.at());
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        Item item = items.get(path(m.at()));
        byte[] bytes = Arrays.copyOf(item.bytes, (int) Math.max(end, item.bytes.length));
        System.arraycopy(m.data(), 0, bytes, (int) m.offset(), m.data().length);
        item.bytes = bytes;
        step(item, entry.timeSeconds());
        return Outcome.written(m.data().length);
    }

    @Override
    public Outcome truncate(Mutation.Truncate m) {
        if (m.size() > 1 << 20) {
            return Outcome.refused(Refusal.FILE_TOO_LARGE);
        }
        Refusal refusal = refusalToWrite(m.at());
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        Item item = items.get(path(m.at()));
        item.bytes = Arrays.copyOf(item.bytes, (int) m.size());
        step(item, entry.timeSeconds());
        return Outcome.done();
    }

    @Override
    public Outcome rename(Mutation.Rename m) {
        Refusal absent = absent(m.from());
        if (absent != null) {
            return Outcome.refused(absent);
        }
        String from = path(m.from());
        Item item = items.get(from);
        if (from.isEmpty() || (item.isDirectory && from.startsWith("priv/lock/"))) {
            return Outcome.refused(Refusal.FORBIDDEN);
        }
        Refusal refusal = refusalOfPlace(m.to());
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        String to = path(m.to());
        refusal = refusalToMove(from, item, to);
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        items.remove(from);
        items.put(to, item);
        step(item, entry.timeSeconds());
        return Outcome.done();
    }

    private Refusal refusalToMove(String from, Item item, String to) {
        if (to.contains("/") && to.substring(0, to.lastIndexOf('/')).equals(from)) {
            return Refusal.INVALID;
        }
        long id = guestId(to);
        if (!item.isDirectory && id != 0 && isElsewhere(to) && guestId(from) != id) {
            return Refusal.EXISTS;
        }
        return hasChildren(from) || hasChildren(to) ? Refusal.NOT_EMPTY : null;
    }

    @Override
    public Outcome delete(Mutation.Delete m) {
        Refusal absent = absent(m.at());
        return absent != null ? Outcome.refused(absent) : remove(path(m.at()));
    }

    @Override
    public Outcome setMtime(Mutation.SetMtime m) {
        Refusal absent = absent(m.at());
        if (absent != null) {
            return Outcome.refused(absent);
        }
        String path = path(m.at());
        if (path.isEmpty()) {
            return Outcome.refused(Refusal.FORBIDDEN);
        }
        Item item = items.get(path);
        if (isLock(path, item) && (m.mtime() < item.mtime || item.writer != entry.origin())) {
            return Outcome.refused(Refusal.FORBIDDEN);
        }
        step(item, m.mtime());
        return Outcome.done();
    }

    @Override
    public Outcome unlock(Mutation.Unlock m) {
        Refusal absent = absent(m.at());
        if (absent != null) {
            return Outcome.refused(absent);
        }
        String path = path(m.at());
        boolean matches =
                !path.isEmpty()
                        && isLock(path, items.get(path))
                        && Arrays.equals(m.checksum(), sha256(bytesOf(path)));
        return matches ? remove(path) : Outcome.refused(Refusal.FORBIDDEN);
    }

    @Override
    public Outcome logMessage(Mutation.LogMessage m) {
        return Outcome.done();
    }

    @Override
    public Outcome termOpened(Mutation.TermOpened m) {
        return Outcome.done();
    }

    @Override
    public Outcome membersChanged(Mutation.MembersChanged m) {
        return Outcome.done();
    }

    @Override
    public Outcome transfer(Transfer part) {
        throw new AssertionError("compared with a tree that was loaded, in TransferTest");
    }

    private Outcome add(Location at, boolean isDirectory) {
        Refusal refusal = refusalOfPlace(at);
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        String path = path(at);
        if (items.containsKey(path) || (!isDirectory && isElsewhere(path))) {
            return Outcome.refused(Refusal.EXISTS);
        }
        Item item = new Item();
        item.isDirectory = isDirectory;
        items.put(path, item);
        step(item, entry.timeSeconds());
        item.inode = version;
        return Outcome.done();
    }

    private Outcome remove(String path) {
        if (path.isEmpty()) {
            return Outcome.refused(Refusal.FORBIDDEN);
        }
        if (hasChildren(path)) {
            return Outcome.refused(Refusal.NOT_EMPTY);
        }
        step(items.remove(path), entry.timeSeconds());
        return Outcome.done();
    }

    private Refusal refusalToWrite(Location at) {
        Refusal absent = absent(at);
        if (absent != null) {
            return absent;
        }
        String path = path(at);
        if (path.isEmpty() || items.get(path).isDirectory) {
            return Refusal.IS_A_DIRECTORY;
        }
        return isElsewhere(path) ? Refusal.EXISTS : null;
    }

    private void step(Item item, long time) {
        version++;
        writer = entry.origin();
        mtime = time;
        item.version = version;
        item.writer = writer;
        item.mtime = time;
    }

    private String base(long inode) {
        return inode == 0
                ? ""
                : items.entrySet().stream()
                        .filter(e -> e.getValue().inode == inode)
                        .map(Map.Entry::getKey)
                        .findAny()
                        .orElse(null);
    }

    private String path(Location at) {
        String base = base(at.base());
        return base.isEmpty() || at.path().isEmpty() ? base + at.path() : base + "/" + at.path();
    }

    private Refusal absent(Location at) {
        String base = base(at.base());
        if (base == null) {
            return Refusal.NOT_FOUND;
        }
        String path = base;
        for (String name : at.path().isEmpty() ? new String[0] : at.path().split("/")) {
            if (!path.isEmpty() && !items.get(path).isDirectory) {
                return Refusal.NOT_A_DIRECTORY;
            }
            path = path.isEmpty() ? name : path + "/" + name;
            if (!items.containsKey(path)) {
                return Refusal.NOT_FOUND;
            }
        }
        return null;
    }

    private Refusal refusalOfPlace(Location at) {
        int slash = at.path().lastIndexOf('/');
        Location parent = new Location(at.base(), at.path().substring(0, Math.max(slash, 0)));
        Refusal absent = absent(parent);
        if (absent != null) {
            return absent;
        }
        String path = path(parent);
        if (!path.isEmpty() && !items.get(path).isDirectory) {
            return Refusal.NOT_A_DIRECTORY;
        }
        String name = at.path().substring(slash + 1);
        if (List.of("", ".", "..").contains(name)) {
            return Refusal.FORBIDDEN;
        }
        return name.length() > 1024 ? Refusal.NAME_TOO_LONG : null;
    }

    private boolean hasChildren(String path) {
        return items.keySet().stream().anyMatch(other -> other.startsWith(path + "/"));
    }

    private static boolean isLock(String path, Item item) {
        return item.isDirectory && path.matches("priv/lock/[^/]+");
    }

    /** Guest ids to the paths of their configurations. */
    Map<Long, String> guests() {
        Map<Long, String> guests = new TreeMap<>();
        items.forEach(
                (path, item) -> {
                    if (!item.isDirectory && guestId(path) != 0) {
                        guests.put(guestId(path), path);
                    }
                });
        return guests;
    }

    private boolean isElsewhere(String path) {
        String other = guestId(path) == 0 ? null : guests().get(guestId(path));
        return other != null && !other.equals(path);
    }

    private static long guestId(String path) {
        String form =
                "nodes/[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?/(qemu-server|lxc|openvz)"
                        + "/[1-9][0-9]{0,9}\\.conf";
        if (!path.matches(form)) {
            return 0;
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        long id = Long.parseLong(name.substring(0, name.length() - 5));
        return id < 1L << 32 ? id : 0;
    }

    /** The digest as the wire protocol defines it. */
    byte[] digest() {
        List<String> paths = new ArrayList<>(items.keySet());
        paths.sort(Comparator.comparingLong(path -> items.get(path).inode));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(header(0, version, writer, mtime, 0, 4, 0, ""));
        for (String path : paths) {
            all.writeBytes(bytesOf(path));
            all.writeBytes(items.get(path).bytes);
        }
        return sha256(all.toByteArray());
    }

    private byte[] bytesOf(String path) {
        Item i = items.get(path);
        int slash = path.lastIndexOf('/');
        long parent = slash < 0 ? 0 : items.get(path.substring(0, slash)).inode;
        int type = i.isDirectory ? 4 : 8;
        String name = path.substring(slash + 1);
        return header(i.inode, i.version, i.writer, i.mtime, i.bytes.length, type, parent, name);
    }

    private static byte[] header(
            long inode,
            long version,
            int writer,
            long mtime,
            int size,
            int type,
            long parent,
            String name) {
        ByteBuffer out = ByteBuffer.allocate(37 + name.length()).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(inode).putLong(version).putInt(writer).putInt((int) mtime).putInt(size);
        out.put((byte) type).putLong(parent);
        return out.put(name.getBytes(StandardCharsets.ISO_8859_1)).array();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
