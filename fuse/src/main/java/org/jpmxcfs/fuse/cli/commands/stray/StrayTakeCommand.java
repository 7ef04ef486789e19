package org.jpmxcfs.fuse.cli.commands.stray;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.MountStatus;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.ErrorLines;
import org.jpmxcfs.fuse.files.MountedFiles;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.fuse.files.SharedFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs stray take}: puts a find where its writers meant it to be. */
@Command(
        name = "take",
        description = {
            "Put what was found at a time into the mounted tree.",
            "A file that is there with another content stays as it is, unless --overwrite is given."
        },
        footer = {"", "Example:", "  jpmxcfs stray take 2026-11-22T150405Z"})
final class StrayTakeCommand implements Callable<Integer> {
    @Mixin private FindOption find;

    @Option(
            names = "--mount",
            paramLabel = "MOUNTPOINT",
            defaultValue = "/etc/pve",
            description = "Where the tree is mounted (default: ${DEFAULT-VALUE}).")
    private Path mount;

    @Option(names = "--overwrite", description = "Replace files that differ.")
    private boolean isOverwriting;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        Path root = mount.toAbsolutePath().normalize();
        MountStatus.read(root);
        SharedFiles tree = new MountedFiles(root);
        PrintWriter out = spec.commandLine().getOut();
        int left = 0;
        for (Path file : find.files()) {
            String done = take(tree, file);
            left += done.startsWith("left") ? 1 : 0;
            out.printf("%-9s %s%n", done, Printable.line("/" + file));
        }
        if (left > 0) {
            throw new CommandFailure(
                    left
                            + " files were left: they differ from those in the tree, or are no"
                            + " plain files; compare them, or take them with --overwrite");
        }
        out.printf("all is in the tree; 'jpmxcfs stray drop %s' deletes the find%n", find.name());
        return 0;
    }

    private String take(SharedFiles tree, Path file) throws CommandFailure, IOException {
        Path from = find.directory().resolve(file);
        if (!Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)) {
            return "left";
        }
        byte[] content = Files.readAllBytes(from);
        try {
            Optional<byte[]> there = tree.read(file.toString());
            if (there.isPresent() && Arrays.equals(there.get(), content)) {
                return "same";
            }
            if (there.isPresent() && !isOverwriting) {
                return "left";
            }
            makeParents(tree, file);
            tree.replace(file.toString(), content);
            return there.isPresent() ? "replaced" : "put";
        } catch (IOException refused) {
            throw new CommandFailure(
                    "/" + file + ": not taken: " + ErrorLines.describe(refused), refused);
        }
    }

    private static void makeParents(SharedFiles tree, Path file) throws IOException {
        for (int i = 1; i < file.getNameCount(); i++) {
            tree.makeDirectory(file.subpath(0, i).toString());
        }
    }
}
