package org.jpmxcfs.fuse.cli.commands.stray;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs stray drop}: deletes a find. */
@Command(
        name = "drop",
        description = "Delete what was found at a time.",
        footer = {"", "Example:", "  jpmxcfs stray drop 2026-11-22T150405Z"})
final class StrayDropCommand implements Callable<Integer> {
    @Mixin private FindOption find;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        int count = find.files().size();
        find.strayFiles().drop(find.name());
        spec.commandLine().getOut().printf("%s: dropped, %d files%n", find.name(), count);
        return 0;
    }
}
