package org.jpmxcfs.fuse.cli.commands.db;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jpmxcfs.fuse.cli.options.HostName;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.membership.ClusterFiles;
import org.jpmxcfs.fuse.node.StoppedNode;
import org.jpmxcfs.fuse.store.BootId;
import org.jpmxcfs.fuse.store.DataDirectory;
import org.jpmxcfs.fuse.store.Recovery;
import org.jpmxcfs.fuse.store.StorageSettings;

/** Takes a database that people have edited over into a node that is stopped and held locked. */
final class EditedFile {
    private final DataDirectory data;
    private final PrintWriter out;

    /** Into the node of {@code data}; what was done is printed. */
    EditedFile(DataDirectory data, PrintWriter out) {
        this.data = data;
        this.out = out;
    }

    /**
     * Takes it over.
     *
     * @param file may be the database of the node itself
     * @throws CommandFailure on a member of a cluster, where the order of all nodes decides
     */
    void takeOver(Path file) throws CommandFailure, IOException {
        requireNoMember();
        if (file.equals(data.database())) {
            new Recovery(
                            data,
                            StorageSettings.DEFAULT,
                            BootId.read(),
                            InstantSource.system(),
                            out::println)
                    .acceptEdits();
            return;
        }
        try (StoppedNode node = StoppedNode.open(data, HostName.read(), out::println)) {
            node.takeOver(file, "taken over by hand")
                    .forEach(line -> out.println(file + ": " + line));
        }
    }

    /** Refuses a member of a cluster. */
    void requireNoMember() throws CommandFailure {
        if (ClusterFiles.in(data).exist()) {
            throw new CommandFailure(
                    data
                            + ": this node is a member of a cluster, whose order decides: change"
                            + " files through the mount, or leave the cluster first with 'jpmxcfs"
                            + " cluster leave --to-local'");
        }
    }
}
