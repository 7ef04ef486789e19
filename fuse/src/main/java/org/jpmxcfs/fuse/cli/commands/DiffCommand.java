package org.jpmxcfs.fuse.cli.commands;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jpmxcfs.fuse.cli.options.Moment;
import org.jpmxcfs.fuse.cli.options.OpenPast;
import org.jpmxcfs.fuse.cli.options.PathOption;
import org.jpmxcfs.fuse.cli.options.TreePath;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.ProgressLine;
import org.jpmxcfs.fuse.cli.text.TimeText;
import org.jpmxcfs.fuse.cli.text.TreeText;
import org.jpmxcfs.fuse.cli.text.UnifiedDiff;
import org.jpmxcfs.materializer.history.Past;
import org.jpmxcfs.materializer.history.PathHistory;
import org.jpmxcfs.materializer.history.Progress;
import org.jpmxcfs.materializer.history.Step;
import org.jpmxcfs.materializer.history.Walk;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.Tree;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs diff}: what changed in a file between two moments. */
@Command(
        name = "diff",
        description = {
            "Show how a file, or all files below a directory, changed between two moments.",
            "Without --from: what the newest change did; changes within 2 s of each other count as"
                    + " one."
        },
        footer = {
            "",
            "Examples:",
            "  jpmxcfs diff storage.cfg",
            "  jpmxcfs diff qemu-server/100.conf --from='yesterday 9:00' --to=-1h"
        })
public final class DiffCommand implements Callable<Integer> {
    private static final long SAME_CHANGE_MILLIS = 2_000;

    @Mixin private PathOption path;

    @Option(
            names = "--from",
            paramLabel = "INDEX|TIME",
            converter = Moment.Converter.class,
            description = "The earlier moment: an entry of the journal, or " + TimeText.FORMS)
    private Moment from;

    @Option(
            names = "--to",
            paramLabel = "INDEX|TIME",
            converter = Moment.Converter.class,
            description = "The later moment (default: now).")
    private Moment to;

    @Spec private CommandSpec spec;

    /** Files at one moment: their contents by their path below what is compared. */
    private record Files(String name, Map<String, byte[]> contents) {}

    @Override
    public Integer call() throws CommandFailure, IOException {
        PrintWriter out = spec.commandLine().getOut();
        read().forEach(out::println);
        return 0;
    }

    private List<String> read() throws CommandFailure, IOException {
        TreePath of = path.path();
        PrintWriter err = spec.commandLine().getErr();
        try (OpenPast open = OpenPast.of(path.dataDir(of));
                ProgressLine progress = ProgressLine.on(err, "reading the journal")) {
            Past past = open.past();
            Names names = new Names(past, of.name(), progress::advance);
            long last = to == null ? past.lastIndex() : to.index(past, Progress.NONE);
            long first =
                    from == null
                            ? Math.max(past.firstIndex(), beforeNewest(names.found().steps(), last))
                            : from.index(past, Progress.NONE);
            if (first > last) {
                throw new CommandFailure(
                        "--from is entry "
                                + first
                                + ", which is after --to, entry "
                                + last
                                + "; swap the two");
            }
            try (Walk walk = past.at(first, progress::advance)) {
                Files before = files(walk.tree(), names, first);
                walk.to(last, progress::advance);
                return differences(before, files(walk.tree(), names, last));
            }
        }
    }

    /** The entry before the newest change, up to {@code last}, that took a while to come. */
    static long beforeNewest(List<Step> steps, long last) {
        Step newest = null;
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            if (step.index() > last) {
                continue;
            }
            if (newest != null && newest.timeMillis() - step.timeMillis() > SAME_CHANGE_MILLIS) {
                break;
            }
            newest = step;
        }
        return newest == null ? last : newest.index() - 1;
    }

    private static Files files(Tree tree, Names names, long index) throws IOException {
        String name = names.name;
        String then = tree.find(name) != null ? name : names.found().nameAt(index, name);
        Attributes entry = tree.find(then);
        // A directory's own history names what is below it, which it itself is not.
        String root = entry == null || entry.isDirectory() ? name : then;
        Map<String, byte[]> contents = new TreeMap<>();
        collect(tree, root, "", contents);
        return new Files(root, contents);
    }

    private static void collect(
            Tree tree, String root, String below, Map<String, byte[]> contents) {
        String name = joined(root, below);
        Attributes entry = tree.find(name);
        if (entry == null) {
            return;
        }
        if (!entry.isDirectory()) {
            contents.put(below, TreeText.content(tree, name));
            return;
        }
        for (Attributes child : tree.list(entry.inode())) {
            collect(tree, root, TreeText.below(below, child), contents);
        }
    }

    private static List<String> differences(Files before, Files after) {
        TreeSet<String> names = new TreeSet<>(before.contents.keySet());
        names.addAll(after.contents.keySet());
        List<String> lines = new ArrayList<>();
        for (String name : names) {
            lines.addAll(
                    UnifiedDiff.of(
                            joined(before.name, name),
                            before.contents.get(name),
                            joined(after.name, name),
                            after.contents.get(name)));
        }
        return lines;
    }

    private static String joined(String root, String below) {
        return root.isEmpty() || below.isEmpty() ? root + below : root + '/' + below;
    }

    /** The names that what is compared had; read from the journal only where they are asked for. */
    private static final class Names {
        private final Past past;
        private final String name;
        private final Progress progress;
        private PathHistory.Found found; // null until it is asked for

        Names(Past past, String name, Progress progress) {
            this.past = past;
            this.name = name;
            this.progress = progress;
        }

        PathHistory.Found found() throws IOException {
            if (found == null) {
                found = new PathHistory(past, name).read(progress);
            }
            return found;
        }
    }
}
