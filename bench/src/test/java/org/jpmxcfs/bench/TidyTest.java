package org.jpmxcfs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Rules for sources that neither the compiler nor the formatter knows; each failure says the
 * remedy.
 */
class TidyTest {
    private static final Path ROOT = Path.of("..");
    private static final int LINES_MAX = 400;
    private static final Pattern LEFT_OVER =
            Pattern.compile("(?i)\\b(todo|fixme|xxx)\\b|UnsupportedOperationException");
    private static final Pattern VAGUE_NAME =
            Pattern.compile(".*(Manager|Util|Utils|Impl|Helper|Data|Info|Base)\\.java");

    @Test
    void shouldKeepFilesShort() {
        assertNone("split it by noun: more than 400 lines", file -> lines(file).size() > LINES_MAX);
    }

    @Test
    void shouldLeaveNothingForLater() {
        assertNone(
                "do it or leave it out",
                file -> lines(file).stream().anyMatch(line -> LEFT_OVER.matcher(line).find()));
    }

    @Test
    void shouldNameClassesByWhatTheyAre() {
        assertNone(
                "say what it is or does, not that it helps",
                file -> VAGUE_NAME.matcher(file.getFileName().toString()).matches());
    }

    private static void assertNone(String remedy, Predicate<Path> isOffender) {
        List<Path> sources = sources();
        assertFalse(sources.isEmpty(), "no sources found below " + ROOT.toAbsolutePath());
        List<Path> offenders = sources.stream().filter(isOffender).toList();
        assertEquals(List.of(), offenders, remedy);
    }

    private static List<Path> sources() {
        try (Stream<Path> files = Files.walk(ROOT, 20)) {
            return files.filter(f -> f.toString().endsWith(".java"))
                    .filter(f -> f.toString().contains("/src/main/"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
