package org.jpmxcfs.fuse.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * One command, run inside the test.
 *
 * @param status what the process would exit with
 * @param out what it printed
 * @param err what it printed on standard error
 */
public record CommandRun(int status, String out, String err) {
    /** Runs a command of the program, with these words after its name. */
    public static CommandRun of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine(new PrintWriter(out), new PrintWriter(err));
        int status =
                line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                        .setUsageHelpAutoWidth(false)
                        .setUsageHelpWidth(80)
                        .execute(args);
        line.getOut().flush();
        return new CommandRun(status, out.toString(), err.toString());
    }
}
