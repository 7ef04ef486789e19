package org.jpmxcfs.fuse.cli.commands;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.fuse.files.Printable;

/** Which processes use a mount, so that "device is busy" comes with a name. */
final class MountUsers {
    private static final int NAMED_MAX = 5;

    private MountUsers() {}

    /** The first few processes that have a file or their working directory below {@code path}. */
    static String describe(Path path) {
        List<String> users = new ArrayList<>();
        try (DirectoryStream<Path> processes =
                Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (users.size() < NAMED_MAX && !isThis(process) && uses(process, path)) {
                    users.add(name(process) + " (process " + process.getFileName() + ")");
                }
            }
        } catch (IOException unreadable) {
            return "a program";
        }
        return users.isEmpty() ? "a program" : String.join(", ", users);
    }

    // This command is where its caller is, and ends by itself.
    private static boolean isThis(Path process) {
        long pid = ProcessHandle.current().pid();
        return process.getFileName().toString().equals(Long.toString(pid));
    }

    private static boolean uses(Path process, Path path) {
        if (pointsBelow(process.resolve("cwd"), path)) {
            return true;
        }
        try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : open) {
                if (pointsBelow(descriptor, path)) {
                    return true;
                }
            }
        } catch (IOException endedOrNotOurs) {
            return false;
        }
        return false;
    }

    // Reads only the link: looking at the file behind it could wait for the very daemon in
    // question.
    private static boolean pointsBelow(Path link, Path path) {
        try {
            return Files.readSymbolicLink(link).startsWith(path);
        } catch (IOException gone) {
            return false;
        }
    }

    private static String name(Path process) {
        try {
            return Printable.line(Files.readString(process.resolve("comm")).strip());
        } catch (IOException gone) {
            return "a program";
        }
    }
}
