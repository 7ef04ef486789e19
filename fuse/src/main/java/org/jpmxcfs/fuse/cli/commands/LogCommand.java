package org.jpmxcfs.fuse.cli.commands;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jpmxcfs.fuse.cli.options.DataDirOption;
import org.jpmxcfs.fuse.cli.options.JsonOption;
import org.jpmxcfs.fuse.cli.options.RunningDaemon;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.LogLineText;
import org.jpmxcfs.materializer.sqlite.StoreException;
import org.jpmxcfs.materializer.sqlite.StoredLog;
import org.jpmxcfs.materializer.views.LogLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jpmxcfs log}: the cluster log, as the database of this node holds it. */
@Command(
        name = "log",
        description = "Print the newest lines of the cluster log, oldest first.",
        footer = {"", "Example:", "  jpmxcfs log -f -n 20"})
public final class LogCommand implements Callable<Integer> {
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(200);

    @Mixin private DataDirOption dataDir;
    @Mixin private JsonOption json;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with new lines as they come, until interrupted.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "50",
            description = "How many lines to begin with (default: ${DEFAULT-VALUE}).")
    private int count;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, StoreException {
        PrintWriter out = spec.commandLine().getOut();
        LogLineText text = new LogLineText(json.isWanted());
        catchUp().ifPresent(reason -> spec.commandLine().getErr().println("jpmxcfs: " + reason));
        try (StoredLog log = StoredLog.open(dataDir.existingDatabase())) {
            List<LogLine> lines = log.newest(Math.max(0, count));
            long last = print(lines, out, text, follow && lines.isEmpty() ? newestUid(log) : 0);
            while (follow && !out.checkError()) {
                LockSupport.parkNanos(LOOK_AGAIN_AFTER.toNanos());
                catchUp();
                last = print(log.after(last), out, text, last);
            }
        }
        return 0;
    }

    /**
     * Has the daemon write the newest lines to the database. Where it cannot, or just stops or
     * starts, those that are there already are shown.
     *
     * @return why it did not
     */
    private Optional<String> catchUp() {
        try {
            RunningDaemon.of(dataDir).flush();
            return Optional.empty();
        } catch (CommandFailure reason) {
            return Optional.of(reason.getMessage());
        }
    }

    private static long newestUid(StoredLog log) throws StoreException {
        return log.newest(1).stream().mapToLong(LogLine::uid).findFirst().orElse(0);
    }

    /**
     * Prints the lines; returns the number of the last one, or {@code last} when there are none.
     */
    private static long print(List<LogLine> lines, PrintWriter out, LogLineText text, long last) {
        lines.forEach(line -> out.println(text.of(line)));
        return lines.isEmpty() ? last : lines.get(lines.size() - 1).uid();
    }
}
