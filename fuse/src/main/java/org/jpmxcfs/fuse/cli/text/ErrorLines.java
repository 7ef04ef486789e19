package org.jpmxcfs.fuse.cli.text;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.jpmxcfs.fuse.logging.JournalStream;
import org.jpmxcfs.log.JournalException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Every way in which a command can fail, as one line on standard error. */
public final class ErrorLines implements IParameterExceptionHandler, IExecutionExceptionHandler {
    @Override
    public int handleParseException(ParameterException trouble, String[] args) {
        CommandLine command = trouble.getCommandLine();
        print(
                command.getErr(),
                describe(trouble)
                        + "; see '"
                        + command.getCommandSpec().qualifiedName()
                        + " --help'");
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(
            Exception trouble, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (trouble instanceof CommandFailure || trouble instanceof JournalException) {
            print(err, trouble.getMessage());
        } else if (trouble instanceof IOException io) {
            print(err, describe(io));
        } else {
            // A defect of ours: here, and only here, the reader needs the stack.
            print(err, "internal error, please report it with the lines below: " + trouble);
            trouble.printStackTrace(err);
            err.flush();
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String describe(ParameterException trouble) {
        if (!(trouble instanceof UnmatchedArgumentException unmatched)) {
            return oneLine(trouble.getMessage());
        }
        String word = unmatched.getUnmatched().get(0);
        boolean wantsCommand = !trouble.getCommandLine().getSubcommands().isEmpty();
        String kind =
                unmatched.isUnknownOption() ? "option" : wantsCommand ? "command" : "argument";
        String line = "unknown " + kind + " '" + word + "'";
        List<String> alike = unmatched.getSuggestions();
        return alike.isEmpty() ? line : line + " (did you mean '" + alike.get(0) + "'?)";
    }

    /** What happened, for messages of the JDK that only name a file. */
    public static String describe(IOException trouble) {
        if (trouble instanceof NoSuchFileException missing) {
            return missing.getFile() + " does not exist";
        }
        if (trouble instanceof AccessDeniedException denied) {
            return denied.getFile() + " may not be accessed by this user: try it as root";
        }
        if (trouble instanceof FileSystemException other && other.getReason() != null) {
            return other.getFile() + ": " + other.getReason();
        }
        return trouble.getMessage() == null ? trouble.toString() : oneLine(trouble.getMessage());
    }

    private static String oneLine(String text) {
        return text.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse("");
    }

    private static void print(PrintWriter err, String line) {
        err.println(JournalStream.error("jpmxcfs: " + line));
        err.flush();
    }
}
