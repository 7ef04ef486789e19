package org.jpmxcfs.fuse;

import java.util.List;
import java.util.Optional;
import org.jpmxcfs.fuse.virtual.ClusterLogFile;
import org.jpmxcfs.fuse.virtual.VirtualFiles;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.Content;
import org.jpmxcfs.materializer.tree.Guest;
import org.jpmxcfs.materializer.tree.LogLine;
import org.jpmxcfs.materializer.tree.Tree;
import org.jpmxcfs.transport.ipc.ClusterView;

/** What local clients read by IPC: the tree, and the same texts as in the files of the mount. */
final class IpcView implements ClusterView {
    private final Tree tree;
    private final VirtualFiles files;

    IpcView(Tree tree, VirtualFiles files) {
        this.tree = tree;
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
        List<LogLine> lines = tree.clusterLog().newest(user.isEmpty() ? count : Integer.MAX_VALUE);
        if (!user.isEmpty()) {
            lines = lines.stream().filter(line -> line.user().equals(user)).limit(count).toList();
        }
        return ClusterLogFile.render(lines);
    }

    @Override
    public Optional<byte[]> read(String path) {
        return Location.isNormal(path) ? content(tree.find(path)) : Optional.empty();
    }

    @Override
    public long[] guests() {
        return tree.guests().list().stream().mapToLong(Guest::id).toArray();
    }

    @Override
    public boolean hasGuest(long guest) {
        return tree.guests().get(guest) != null;
    }

    @Override
    public Optional<byte[]> guestConfig(long id) {
        Guest guest = tree.guests().get(id);
        return guest == null ? Optional.empty() : content(tree.get(guest.inode()));
    }

    private Optional<byte[]> content(Attributes entry) {
        Content content = entry == null ? null : tree.content(entry.inode());
        return Optional.ofNullable(content).map(Content::toBytes);
    }
}
