package org.jpmxcfs.fuse.cli.options;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.store.DataDirectory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The directory where a node keeps its state. */
public final class DataDirOption {
    /** The option. */
    static final String NAME = "--data-dir";

    @Option(
            names = DataDirOption.NAME,
            paramLabel = "DIR",
            defaultValue = "/var/lib/pve-cluster",
            description = "Directory of database and journal (default: ${DEFAULT-VALUE}).")
    private Path path;

    /** The same for a directory that was found otherwise. */
    static DataDirOption of(Path directory) {
        DataDirOption option = new DataDirOption();
        option.path = directory;
        return option;
    }

    /**
     * This directory if it was given to the command, else that of the mount that a path is below.
     */
    DataDirOption orOf(TreePath path, CommandSpec command) {
        boolean isGiven = command.commandLine().getParseResult().hasMatchedOption(NAME);
        return isGiven || path.dataDir() == null ? this : of(path.dataDir());
    }

    /** The directory as an absolute path without dots. */
    public Path path() {
        return path.toAbsolutePath().normalize();
    }

    /** The directory and what is in it. */
    public DataDirectory directory() {
        return new DataDirectory(path());
    }

    /** The view: a database as the original has it. */
    public Path database() {
        return directory().database();
    }

    /** The directory of the journal. */
    public Path journal() {
        return directory().journal();
    }

    /** The state that the journal continues, if that was not an empty tree. */
    public Path base() {
        return directory().base();
    }

    /**
     * The directory, with a journal in it.
     *
     * @throws CommandFailure when there is none
     */
    public DataDirectory withJournal() throws CommandFailure {
        existingJournal();
        return directory();
    }

    /**
     * The directory of a journal that is there.
     *
     * @throws CommandFailure when there is none
     */
    public Path existingJournal() throws CommandFailure {
        if (!Files.isDirectory(journal())) {
            throw new CommandFailure(
                    journal()
                            + ": no journal there; name the data directory with --data-dir, as it"
                            + " was given to 'jpmxcfs mount'");
        }
        return journal();
    }

    /**
     * The database file that is there.
     *
     * @throws CommandFailure when there is none
     */
    public Path existingDatabase() throws CommandFailure {
        if (!Files.isRegularFile(database())) {
            throw new CommandFailure(
                    database()
                            + ": no database there; name the data directory with --data-dir, as it"
                            + " was given to 'jpmxcfs mount'");
        }
        return database();
    }
}
