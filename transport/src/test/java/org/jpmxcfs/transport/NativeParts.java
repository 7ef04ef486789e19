package org.jpmxcfs.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Parts of the machine that a test cannot do without. On a build server they must be there. */
public final class NativeParts {
    private NativeParts() {}

    /** Skips the test, or fails it on a build server, where a library cannot be loaded. */
    public static void requireLibrary(String soname, String debianPackage) {
        boolean there =
                Stream.of("/usr/lib", "/lib", "/usr/lib64", "/lib64")
                        .map(Path::of)
                        .filter(Files::isDirectory)
                        .anyMatch(directory -> contains(directory, soname));
        require(there, soname, debianPackage);
    }

    /** Skips the test, or fails it on a build server, where a program is missing. */
    public static void requireProgram(String program, String debianPackage) {
        require(Files.isExecutable(Path.of(program)), program, debianPackage);
    }

    /** Skips the test, or fails it on a build server, unless it runs as root. */
    public static void requireRoot() {
        require("root".equals(System.getProperty("user.name")), "user root", "sudo");
    }

    private static void require(boolean there, String what, String debianPackage) {
        if (there) {
            return;
        }
        String message = "needs " + what + ": install " + debianPackage;
        if ("true".equals(System.getenv("CI"))) {
            Assertions.fail(message);
        }
        Assumptions.abort(message);
    }

    private static boolean contains(Path directory, String soname) {
        try (Stream<Path> files = Files.find(directory, 2, (path, a) -> path.endsWith(soname))) {
            return files.findAny().isPresent();
        } catch (IOException unreadable) {
            return false;
        }
    }
}
