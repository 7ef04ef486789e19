package org.jpmxcfs.fuse.cli.commands.stray;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jpmxcfs.fuse.cli.options.DataDirOption;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.store.StrayFiles;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The find that a command is about. */
final class FindOption {
    @Mixin private DataDirOption dataDir;

    @Parameters(paramLabel = "TIME", description = "The find, as 'jpmxcfs stray list' names it.")
    private String name;

    String name() {
        return name;
    }

    StrayFiles strayFiles() {
        return new StrayFiles(dataDir.directory());
    }

    /** Where it is. */
    Path directory() throws CommandFailure, IOException {
        try {
            return strayFiles().find(name);
        } catch (NoSuchFileException none) {
            throw new CommandFailure(
                    name + ": no such find; 'jpmxcfs stray list' names those that there are", none);
        }
    }

    /** Its files by their paths in it. */
    List<Path> files() throws CommandFailure, IOException {
        directory();
        return strayFiles().files(name);
    }
}
