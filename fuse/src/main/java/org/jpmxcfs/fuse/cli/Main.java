package org.jpmxcfs.fuse.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jpmxcfs.fuse.cli.commands.DiffCommand;
import org.jpmxcfs.fuse.cli.commands.HealthCommand;
import org.jpmxcfs.fuse.cli.commands.HistoryCommand;
import org.jpmxcfs.fuse.cli.commands.LogCommand;
import org.jpmxcfs.fuse.cli.commands.MountCommand;
import org.jpmxcfs.fuse.cli.commands.ReplayCommand;
import org.jpmxcfs.fuse.cli.commands.RestoreCommand;
import org.jpmxcfs.fuse.cli.commands.ShowCommand;
import org.jpmxcfs.fuse.cli.commands.StatusCommand;
import org.jpmxcfs.fuse.cli.commands.TestCommand;
import org.jpmxcfs.fuse.cli.commands.UmountCommand;
import org.jpmxcfs.fuse.cli.commands.WatchCommand;
import org.jpmxcfs.fuse.cli.commands.cluster.ClusterCommand;
import org.jpmxcfs.fuse.cli.commands.db.DbCommand;
import org.jpmxcfs.fuse.cli.commands.journal.JournalCommand;
import org.jpmxcfs.fuse.cli.commands.service.ServiceCommand;
import org.jpmxcfs.fuse.cli.commands.stray.StrayCommand;
import org.jpmxcfs.fuse.cli.options.Version;
import org.jpmxcfs.fuse.cli.text.ErrorLines;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code jpmxcfs}: only joins the commands below it. */
@Command(
        name = "jpmxcfs",
        description = "A replicated configuration file system, as Proxmox VE has it at /etc/pve.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        usageHelpAutoWidth = true,
        footer = {"", "Example:", "  jpmxcfs mount /mnt/pve", "  jpmxcfs status /mnt/pve"})
public final class Main implements Runnable {
    /** In the order in which the help shows them. */
    private static final List<Class<?>> COMMANDS =
            List.of(
                    MountCommand.class,
                    UmountCommand.class,
                    StatusCommand.class,
                    HealthCommand.class,
                    HistoryCommand.class,
                    ShowCommand.class,
                    DiffCommand.class,
                    RestoreCommand.class,
                    ReplayCommand.class,
                    WatchCommand.class,
                    LogCommand.class,
                    StrayCommand.class,
                    JournalCommand.class,
                    DbCommand.class,
                    ClusterCommand.class,
                    ServiceCommand.class,
                    TestCommand.class);

    @Spec private CommandSpec spec;

    /** Runs one command and exits: 0 when done, 1 when it failed, 2 when it was used wrongly. */
    public static void main(String[] args) {
        PrintWriter out = writer(FileDescriptor.out);
        PrintWriter err = writer(FileDescriptor.err);
        int status = commandLine(out, err, wanted(args)).execute(args);
        out.flush();
        err.flush();
        System.exit(status);
    }

    /** The command line with its streams. */
    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        return commandLine(out, err, COMMANDS);
    }

    /** The commands that have to be known: looking at all of them makes each start slower. */
    private static List<Class<?>> wanted(String[] args) {
        return COMMANDS.stream()
                .filter(command -> args.length > 0 && nameOf(command).equals(args[0]))
                .findFirst()
                .<List<Class<?>>>map(List::of)
                .orElse(COMMANDS);
    }

    private static String nameOf(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }

    private static CommandLine commandLine(
            PrintWriter out, PrintWriter err, List<Class<?>> commands) {
        ErrorLines errors = new ErrorLines();
        CommandLine line = new CommandLine(new Main());
        commands.forEach(line::addSubcommand);
        return line.setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }

    // UTF-8 whatever the locale: names in the tree are UTF-8 too.
    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
