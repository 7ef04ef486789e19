package org.jpmxcfs.materializer.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.materializer.views.ClusterLog;
import org.jpmxcfs.materializer.views.GuestPath;
import org.jpmxcfs.materializer.views.GuestType;
import org.jpmxcfs.materializer.views.Guests;
import org.jpmxcfs.materializer.views.LogLine;

/**
 * Builds a tree from stored rows, which may come in any order. Rows that no tree can hold (without
 * a parent, with a name that is taken or illegal) are left out with a warning and stay in the
 * database; of two that exclude each other the one with the lower inode stays. Used once.
 */
public final class TreeLoader {
    /** The version of a tree without entries, as pmxcfs starts it. */
    private static final long FIRST_VERSION = 1;

    private static final int WARNINGS_MAX = 100;

    private Attributes root = rootAttributes(FIRST_VERSION, 0, 0);
    private Attributes after; // null unless the root is to be newer than this
    private final List<Attributes> rows = new ArrayList<>();
    private final List<LogLine> logLines = new ArrayList<>();
    private final List<LedgerRow> ledger = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private int warningCount;
    private long appliedIndex;
    private long checksum;
    private WatchedFiles watchedFiles = new WatchedFiles();
    private Guests guests = new Guests(0);

    /** A loader without rows: what it builds is an empty tree. */
    public TreeLoader() {}

    /** Version, writer and modification time of the whole tree, from the root's row. */
    public TreeLoader root(long version, int writer, long mtime) {
        root = rootAttributes(version, writer, mtime);
        return this;
    }

    /**
     * Whatever the root's row says, the root is of the version after its own, after this one, and
     * after that of every entry, written here.
     *
     * @param version version of another tree
     * @param mtime seconds since 1970, unsigned 32 bit
     */
    public TreeLoader rootAfter(long version, long mtime) {
        after = rootAttributes(version, 0, mtime);
        return this;
    }

    /** An entry other than the root. */
    public TreeLoader row(Attributes attributes) {
        rows.add(attributes);
        return this;
    }

    /** The last applied entry of the journal, and {@link Tree#checksum} as of it. */
    public TreeLoader applied(long index, long rollingChecksum) {
        appliedIndex = index;
        checksum = rollingChecksum;
        return this;
    }

    /** A line of the cluster log. */
    public TreeLoader logLine(LogLine line) {
        logLines.add(line);
        return this;
    }

    /** A row of the request ledger. */
    public TreeLoader ledger(LedgerRow row) {
        ledger.add(row);
        return this;
    }

    /**
     * The tree takes the place of this one, to which nothing is applied any more: clients that
     * compare change counts see that every watched file and every guest may be another.
     */
    public TreeLoader inPlaceOf(Tree before) {
        watchedFiles = new WatchedFiles(before.watchedFiles());
        guests = new Guests(before.guests().version() + 1);
        return this;
    }

    /**
     * Builds the tree.
     *
     * @param source where contents are read from
     * @param locks is cleared, and gets the locks of this tree
     * @param cacheBytes memory that flushed contents may take, such as {@link
     *     Tree#CACHE_BYTES_DEFAULT}
     * @throws IllegalArgumentException when a ledger row is not in the form that {@link Changes}
     *     gave it
     */
    public Tree load(ContentSource source, LockTable locks, long cacheBytes) {
        rows.sort((a, b) -> Long.compareUnsigned(a.inode(), b.inode()));
        Nodes nodes = new Nodes(rootAtLeastAsNew());
        locks.clear();
        Views views = new Views(guests, watchedFiles, new ClusterLog(), locks);
        place(nodes);
        for (Node node : nodes.inInodeOrder()) {
            restoreRole(nodes, views, node);
        }
        logLines.sort(Comparator.comparingLong(LogLine::uid));
        logLines.forEach(views.clusterLog()::restore);
        RequestLedger requests = new RequestLedger();
        ledger.forEach(requests::restore);
        warnOfLimits(nodes);
        ContentCache contents = new ContentCache(source, nodes, cacheBytes);
        return new Tree(nodes, contents, views, requests, appliedIndex, checksum);
    }

    /** One line for each thing that is not as it should be; complete after {@link #load}. */
    public List<String> warnings() {
        List<String> all = new ArrayList<>(warnings);
        if (warningCount > WARNINGS_MAX) {
            all.add("and " + (warningCount - WARNINGS_MAX) + " more like these");
        }
        return all;
    }

    // A root older than an entry would give the next entry an inode that is in use.
    private Attributes rootAtLeastAsNew() {
        long newest = root.version();
        for (Attributes row : rows) {
            newest = maxUnsigned(newest, maxUnsigned(row.inode(), row.version()));
        }
        if (after != null) {
            newest = maxUnsigned(newest, after.version());
            return rootAttributes(newest + 1, after.writer(), after.mtime());
        }
        if (newest == root.version()) {
            return root;
        }
        warn(
                "version of the tree is "
                        + Long.toUnsignedString(root.version())
                        + ", less than that of an entry: going on from "
                        + Long.toUnsignedString(newest));
        return rootAttributes(newest, root.writer(), root.mtime());
    }

    // From the root down, so that what hangs on a cycle or on a missing parent is never reached.
    private void place(Nodes nodes) {
        Map<Long, List<Attributes>> byParent = new HashMap<>();
        for (Attributes row : rows) {
            byParent.computeIfAbsent(row.parent(), parent -> new ArrayList<>()).add(row);
        }
        ArrayDeque<Node> directories = new ArrayDeque<>(List.of(nodes.root()));
        while (!directories.isEmpty()) {
            Node directory = directories.remove();
            List<Attributes> children = byParent.remove(directory.inode);
            for (Attributes row : children == null ? List.<Attributes>of() : children) {
                placeChild(nodes, directory, row, directories::add);
            }
        }
        byParent.values().stream()
                .flatMap(List::stream)
                .sorted((a, b) -> Long.compareUnsigned(a.inode(), b.inode()))
                .forEach(row -> warnOfOrphan(nodes, row));
    }

    private void placeChild(
            Nodes nodes, Node parent, Attributes row, Consumer<Node> newDirectories) {
        Node holder = parent.child(row.name());
        if (!NextForest.isLegal(row.name())) {
            warn(nameOf(row) + " has a name that no entry can have: left out");
        } else if (holder != null) {
            warn(
                    nameOf(row)
                            + " has the name of inode "
                            + Long.toUnsignedString(holder.inode)
                            + " in the same directory: left out");
        } else if (nodes.get(row.inode()) != null) {
            warn(nameOf(row) + " has the inode of another entry: left out");
        } else {
            Node node = node(row);
            nodes.add(parent, node);
            if (node.isDirectory()) {
                newDirectories.accept(node);
            }
        }
    }

    private void warnOfOrphan(Nodes nodes, Attributes row) {
        Node parent = nodes.get(row.parent());
        warn(
                nameOf(row)
                        + (parent == null
                                ? " is in a directory that is not in the tree: left out"
                                : " is in "
                                        + nodes.pathOf(parent)
                                        + ", which is a file: left out"));
    }

    private void restoreRole(Nodes nodes, Views views, Node node) {
        if (node == nodes.root()) {
            return;
        }
        String path = nodes.pathOf(node);
        node.role = PathRole.of(path);
        GuestPath guest = node.role.guest();
        if (node.isDirectory()) {
            views.added(node);
        } else if (guest != null) {
            warnOfSecondGuest(nodes, views.guests(), guest, path);
            views.guests().register(guest, node.inode);
        } else if (isGuestDirectory(path)) {
            warn(Names.toText(path) + " is a file where a directory of guests belongs");
        }
    }

    private void warnOfSecondGuest(Nodes nodes, Guests guests, GuestPath guest, String path) {
        if (guests.isTaken(guest)) {
            Node first = nodes.get(guests.get(guest.id()).inode());
            warn(
                    "guest "
                            + guest.id()
                            + " has two configurations: "
                            + nodes.pathOf(first)
                            + " counts, "
                            + path
                            + " cannot be changed until one of them is deleted");
        }
    }

    private void warnOfLimits(Nodes nodes) {
        if (nodes.entryCount() > Limits.TREE_ENTRIES_MAX) {
            warn(
                    "tree has "
                            + nodes.entryCount()
                            + " entries, more than "
                            + Limits.TREE_ENTRIES_MAX
                            + ": nothing can be added until some are deleted");
        }
        if (nodes.totalBytes() > Limits.TREE_BYTES_MAX) {
            warn(
                    "files have "
                            + nodes.totalBytes()
                            + " bytes in all, more than "
                            + Limits.TREE_BYTES_MAX
                            + ": none can grow until some are deleted");
        }
    }

    private Node node(Attributes row) {
        if (row.isDirectory()) {
            return new Node(row.size() == 0 ? row : withoutSize(row), null);
        }
        if (row.size() > Limits.FILE_BYTES_MAX) {
            warn(nameOf(row) + " has " + row.size() + " bytes, more than a file may have");
        }
        return new Node(row, row.size() == 0 ? Content.EMPTY : null);
    }

    private void warn(String line) {
        if (++warningCount <= WARNINGS_MAX) {
            warnings.add(line);
        }
    }

    private static boolean isGuestDirectory(String path) {
        String[] parts = path.split("/", -1);
        return parts.length == 3
                && parts[0].equals("nodes")
                && GuestType.ofDirectory(parts[2]) != null;
    }

    private static String nameOf(Attributes row) {
        return "inode "
                + Long.toUnsignedString(row.inode())
                + " ("
                + Names.toText(row.name())
                + ")";
    }

    private static Attributes rootAttributes(long version, int writer, long mtime) {
        return new Attributes(0, 0, version, writer, mtime, EntryType.DIRECTORY, "", 0);
    }

    private static Attributes withoutSize(Attributes row) {
        return new Attributes(
                row.inode(),
                row.parent(),
                row.version(),
                row.writer(),
                row.mtime(),
                row.type(),
                row.name(),
                0);
    }

    private static long maxUnsigned(long a, long b) {
        return Long.compareUnsigned(a, b) >= 0 ? a : b;
    }
}
