package org.jpmxcfs.fuse.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The names of all commands, such as {@code journal dump}, in the order of the help. */
final class CommandNames {
    private CommandNames() {}

    static List<String> all() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        List<String> names = new ArrayList<>();
        collect("", Main.commandLine(nowhere, nowhere), names);
        return names;
    }

    private static void collect(String prefix, CommandLine command, List<String> names) {
        command.getSubcommands()
                .forEach(
                        (name, child) -> {
                            names.add(prefix + name);
                            collect(prefix + name + " ", child, names);
                        });
    }
}
