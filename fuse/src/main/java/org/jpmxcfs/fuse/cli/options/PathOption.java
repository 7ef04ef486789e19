package org.jpmxcfs.fuse.cli.options;

import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.store.DataDirectory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The file or directory that a command is about, and the data directory that knows its history. */
public final class PathOption {
    @Parameters(
            paramLabel = "PATH",
            description =
                    "File or directory: its path in the tree, such as storage.cfg, or below a"
                            + " mount point.")
    private String path;

    @Mixin private DataDirOption dataDir;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** The path. */
    public TreePath path() throws CommandFailure {
        return TreePath.of(path);
    }

    /**
     * The data directory that was given, else that of the mount that the path is below.
     *
     * @throws CommandFailure when there is no journal
     */
    public DataDirectory journalOf(TreePath of) throws CommandFailure {
        return dataDir.orOf(of, spec).withJournal();
    }
}
