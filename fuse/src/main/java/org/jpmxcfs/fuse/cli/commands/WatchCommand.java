package org.jpmxcfs.fuse.cli.commands;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jpmxcfs.fuse.cli.options.DataDirOption;
import org.jpmxcfs.fuse.cli.options.JsonOption;
import org.jpmxcfs.fuse.cli.options.PathGlob;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.ProgressLine;
import org.jpmxcfs.fuse.cli.text.StepOutput;
import org.jpmxcfs.fuse.history.OpenPast;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.materializer.history.NodeNames;
import org.jpmxcfs.materializer.history.Past;
import org.jpmxcfs.materializer.history.Step;
import org.jpmxcfs.materializer.history.Steps;
import org.jpmxcfs.materializer.history.Walk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs watch}: changes as they happen. */
@Command(
        name = "watch",
        description = {
            "Print a line for each change as it happens, until interrupted.",
            "To go on later where it ended, give the index of its last line plus one as --from.",
            "A member of a cluster shows a change when its own journal has it; should the others"
                    + " not get it, watch ends and says so."
        },
        footer = {
            "",
            "Examples:",
            "  jpmxcfs watch",
            "  jpmxcfs watch 'nodes/*/qemu-server/*.conf' --json --from=1000"
        })
public final class WatchCommand implements Callable<Integer> {
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(50);
    private static final int LOOK_BACK_ENTRIES = 1_000;

    private final long startedMillis = startedMillis();
    private long lastSeen; // entries up to here are old, unless their time says otherwise

    @Parameters(
            paramLabel = "PATH-GLOB",
            arity = "0..1",
            description = "Only what matches this pattern, or is below what matches.")
    private String glob;

    @Option(
            names = "--from",
            paramLabel = "INDEX",
            description = "Begin with the changes from this entry on (default: with new ones).")
    private Long from;

    @Mixin private DataDirOption dataDir;
    @Mixin private JsonOption json;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        PathGlob wanted = glob == null ? null : new PathGlob(glob);
        try (OpenPast open = open();
                Walk walk = start(open.past())) {
            follow(walk, wanted);
        }
        return 0;
    }

    private OpenPast open() throws CommandFailure, IOException {
        if (from != null) {
            return OpenPast.following(dataDir.withJournal());
        }
        dataDir.existingDatabase();
        return OpenPast.followingFromNow(dataDir.withJournal());
    }

    /** What was asked for while this process came up is new too, so it begins a little earlier. */
    private Walk start(Past past) throws IOException {
        lastSeen = from == null ? past.lastIndex() : -1;
        long begin = from == null ? past.lastIndex() - LOOK_BACK_ENTRIES : from - 1;
        try (ProgressLine progress =
                ProgressLine.on(spec.commandLine().getErr(), "reading the journal")) {
            return past.at(
                    from == null ? Math.max(past.firstIndex(), begin) : begin, progress::advance);
        }
    }

    // Ends when nobody reads the output any more, as in "| head".
    private void follow(Walk walk, PathGlob wanted) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        StepOutput output = new StepOutput(out, json.isWanted(), ZoneId.systemDefault());
        Steps steps = new Steps(walk);
        NodeNames nodes = NodeNames.of(walk.tree());
        while (!out.checkError()) {
            Entry entry = walk.next();
            if (entry == null) {
                nodes = NodeNames.of(walk.tree());
                LockSupport.parkNanos(LOOK_AGAIN_AFTER.toNanos());
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
            } else {
                Step step = steps.apply(entry);
                if (step != null && isNew(entry) && (wanted == null || wanted.matches(step))) {
                    output.print(step, nodes);
                }
            }
        }
    }

    private boolean isNew(Entry entry) {
        return entry.index() > lastSeen || entry.timeMillis() >= startedMillis;
    }

    private static long startedMillis() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .map(Instant::toEpochMilli)
                .orElseGet(System::currentTimeMillis);
    }
}
