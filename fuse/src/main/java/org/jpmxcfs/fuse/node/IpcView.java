package org.jpmxcfs.fuse.node;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jpmxcfs.fuse.virtual.ClusterLogFile;
import org.jpmxcfs.fuse.virtual.VirtualFiles;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.Content;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.materializer.views.Guest;
import org.jpmxcfs.materializer.views.LogLine;
import org.jpmxcfs.transport.ipc.ClusterView;
import org.jpmxcfs.transport.ipc.GuestConfigs;

/** What local clients read by IPC: the tree, and the same texts as in the files of the mount. */
final class IpcView implements ClusterView {
    private final Supplier<Tree> trees;
    private final IntFunction<List<LogLine>> log;
    private final VirtualFiles files;

    /** The view of a node; {@code log} gives at most so many lines, the newest first. */
    IpcView(Supplier<Tree> trees, IntFunction<List<LogLine>> log, VirtualFiles files) {
        this.trees = trees;
        this.log = log;
        this.files = files;
    }

    @Override
    public byte[] versionText() {
        return files.find(".version").content();
    }

    @Override
    public byte[] membersText() {
        return files.find(".members").content();
    }

    @Override
    public byte[] guestListText() {
        return files.find(".vmlist").content();
    }

    @Override
    public byte[] logText(int count, String user) {
        List<LogLine> lines = log.apply(user.isEmpty() ? count : Integer.MAX_VALUE);
        if (!user.isEmpty()) {
            lines = lines.stream().filter(line -> line.user().equals(user)).limit(count).toList();
        }
        return ClusterLogFile.render(lines);
    }

    @Override
    public Optional<byte[]> read(String path) {
        if (!Location.isNormal(path)) {
            return Optional.empty();
        }
        Tree tree = trees.get();
        return content(tree, tree.find(path));
    }

    @Override
    public GuestConfigs guests() {
        List<Guest> guests = trees.get().guests().list();
        long[] ids = new long[guests.size()];
        long[] states = new long[guests.size()];
        for (int i = 0; i < ids.length; i++) {
            Guest guest = guests.get(i);
            ids[i] = guest.id();
            // The version alone stays when another file of the same guest begins to count.
            states[i] = guest.version() ^ Long.rotateLeft(guest.inode(), Integer.SIZE);
        }
        return new GuestConfigs(ids, states);
    }

    @Override
    public boolean hasGuest(long guest) {
        return trees.get().guests().get(guest) != null;
    }

    @Override
    public Optional<byte[]> guestConfig(long id) {
        Tree tree = trees.get();
        Guest guest = tree.guests().get(id);
        return guest == null ? Optional.empty() : content(tree, tree.get(guest.inode()));
    }

    private static Optional<byte[]> content(Tree tree, Attributes entry) {
        Content content = entry == null ? null : tree.content(entry.inode());
        return Optional.ofNullable(content).map(Content::toBytes);
    }
}
