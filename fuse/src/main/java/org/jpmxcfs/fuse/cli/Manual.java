package org.jpmxcfs.fuse.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What a package brings besides the program, made from the same words as {@code --help}: a manual
 * page for each command, and the completion of bash, which zsh can use too.
 */
final class Manual {
    private static final String SECTION = "1";
    private static final String COMPLETION = "completion.bash";

    private Manual() {}

    /** Writes all of it into an existing directory, the only argument. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        CommandLine program = Main.commandLine(nowhere, nowhere);
        for (Map.Entry<String, String> page : pages(program).entrySet()) {
            Files.writeString(directory.resolve(page.getKey()), page.getValue());
        }
        Files.writeString(
                directory.resolve(COMPLETION),
                AutoComplete.bash(program.getCommandName(), program));
    }

    /** The manual pages in roff, by file name. */
    static Map<String, String> pages(CommandLine program) {
        return all(program)
                .collect(Collectors.toMap(line -> name(line) + '.' + SECTION, Manual::page));
    }

    private static Stream<CommandLine> all(CommandLine line) {
        Stream<CommandLine> below = line.getSubcommands().values().stream().flatMap(Manual::all);
        return Stream.concat(Stream.of(line), below);
    }

    private static String name(CommandLine line) {
        return line.getCommandSpec().qualifiedName("-");
    }

    private static String page(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        List<String> out = new ArrayList<>();
        String name = name(line);
        String[] description = spec.usageMessage().description();
        out.add(
                ".TH %s %s \"\" \"jpmxcfs\" \"User Commands\""
                        .formatted(escaped(name.toUpperCase(Locale.ROOT)), SECTION));
        out.add(".SH NAME");
        out.add(escaped(name) + " \\- " + escaped(summary(description[0])));
        out.add(".SH SYNOPSIS");
        out.add(verbatim(line.getHelp().synopsis(line.getHelp().synopsisHeadingLength())));
        out.add(".SH DESCRIPTION");
        out.add(Stream.of(description).map(Manual::text).collect(Collectors.joining("\n.br\n")));
        addArguments(spec, out);
        addCommands(line, out);
        addFooter(spec, out);
        out.add(".SH SEE ALSO");
        out.add(seeAlso(line));
        return String.join("\n", out) + '\n';
    }

    private static void addArguments(CommandSpec spec, List<String> out) {
        List<ArgSpec> shown = new ArrayList<>(spec.positionalParameters());
        spec.options().stream().filter(option -> !option.hidden()).forEach(shown::add);
        if (shown.isEmpty()) {
            return;
        }
        out.add(".SH OPTIONS");
        for (ArgSpec argument : shown) {
            out.add(".TP");
            out.add(term(argument));
            String all = String.join(" ", argument.description());
            String value = String.valueOf(argument.defaultValueString());
            out.add(text(all.replace("${DEFAULT-VALUE}", value)));
        }
    }

    private static String term(ArgSpec argument) {
        String label = "\\fI" + escaped(argument.paramLabel()) + "\\fR";
        if (!(argument instanceof OptionSpec option)) {
            return label;
        }
        String names =
                Stream.of(option.names())
                        .map(name -> "\\fB" + escaped(name) + "\\fR")
                        .collect(Collectors.joining(", "));
        return option.arity().max() == 0 ? names : names + "=" + label;
    }

    private static void addCommands(CommandLine line, List<String> out) {
        if (line.getSubcommands().isEmpty()) {
            return;
        }
        out.add(".SH COMMANDS");
        for (CommandLine command : line.getSubcommands().values()) {
            out.add(".TP");
            out.add(".BR " + escaped(name(command)) + " (" + SECTION + ")");
            out.add(text(command.getCommandSpec().usageMessage().description()[0]));
        }
    }

    // The footer of each command begins with an empty line and the word Example or Examples.
    private static void addFooter(CommandSpec spec, List<String> out) {
        String[] footer = spec.usageMessage().footer();
        out.add(".SH EXAMPLES");
        out.add(
                verbatim(
                        Stream.of(footer)
                                .filter(row -> row.startsWith("  "))
                                .map(row -> String.format(row).strip())
                                .collect(Collectors.joining("\n"))));
    }

    private static String seeAlso(CommandLine line) {
        if (line.getParent() != null) {
            return ".BR " + escaped(name(line.getParent())) + " (" + SECTION + ")";
        }
        return text("/usr/share/doc/jpmxcfs/README.md") + "\n.br\n.BR systemctl (1)";
    }

    // Without the full stop, and in the lower case of a title: "mount - mount the file system".
    private static String summary(String sentence) {
        String first = sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
        return String.format(first).replaceFirst("\\.$", "");
    }

    private static String text(String description) {
        return escaped(String.format(description));
    }

    private static String verbatim(String rows) {
        return ".nf\n"
                + rows.strip().lines().map(Manual::escaped).collect(Collectors.joining("\n"))
                + "\n.fi";
    }

    private static String escaped(String words) {
        String safe = words.replace("\\", "\\e").replace("-", "\\-");
        return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
    }
}
