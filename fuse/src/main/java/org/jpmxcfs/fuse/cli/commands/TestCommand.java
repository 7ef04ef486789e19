package org.jpmxcfs.fuse.cli.commands;

import java.util.List;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Stands in the list of commands; the launcher of a checkout carries it out before Java starts. */
@Command(
        name = "test",
        description = "Run all tests (in a checkout of the sources only).",
        footer = {"", "Example:", "  sudo fuse/bin/jpmxcfs test -pl log -am"})
public final class TestCommand implements Callable<Integer> {
    @Parameters(paramLabel = "OPTION", arity = "0..*", description = "Further options for Maven.")
    private List<String> options;

    @Override
    public Integer call() throws CommandFailure {
        throw new CommandFailure(
                "test needs a checkout of the sources: run fuse/bin/jpmxcfs test there");
    }
}
