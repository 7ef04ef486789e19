package org.jpmxcfs.fuse.cli.options;

import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.store.DataDirectory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** As {@link PathOption}, where the history may also be that of the whole tree without a path. */
public final class HistoryPathOption {
    @Parameters(
            arity = "0..1",
            paramLabel = "PATH",
            description =
                    "File or directory: its path in the tree, such as storage.cfg, or below a"
                            + " mount point.")
    private String path;

    @Mixin private DataDirOption dataDir;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** The path; one must be given. */
    public TreePath path() throws CommandFailure {
        if (path == null) {
            throw new ParameterException(spec.commandLine(), "Missing required parameter: 'PATH'");
        }
        return TreePath.of(path);
    }

    /**
     * The data directory that was given, else that of the mount that the path is below.
     *
     * @throws CommandFailure when there is no journal
     */
    public DataDirectory journal() throws CommandFailure {
        return path == null
                ? dataDir.withJournal()
                : dataDir.orOf(TreePath.of(path), spec).withJournal();
    }
}
