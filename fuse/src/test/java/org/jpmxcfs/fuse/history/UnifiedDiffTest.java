package org.jpmxcfs.fuse.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnifiedDiffTest {
    @TempDir Path dir;

    @Test
    void shouldShowChangedLinesInTheirContext() {
        // when
        List<String> diff = UnifiedDiff.of("f", bytes("a\nb\nc\n"), "g", bytes("a\nB\nc\n"));

        // then
        assertEquals(
                List.of("--- a/f", "+++ b/g", "@@ -1,3 +1,3 @@", " a", "-b", "+B", " c"), diff);
    }

    @Test
    void shouldTellALastLineWithoutAnEndFromOneWith() {
        // when
        List<String> diff = UnifiedDiff.of("f", bytes("a"), "f", bytes("a\n"));

        // then
        assertEquals(
                List.of(
                        "--- a/f",
                        "+++ b/f",
                        "@@ -1,1 +1,1 @@",
                        "-a\n\\ No newline at end of file",
                        "+a"),
                diff);
    }

    @Test
    void shouldNameNothingWhereAFileCameOrWent() {
        // when
        List<String> came = UnifiedDiff.of("f", null, "f", bytes("a\n"));
        List<String> cameEmpty = UnifiedDiff.of("f", null, "f", bytes(""));
        List<String> went = UnifiedDiff.of("f", bytes("a\n"), "f", null);

        // then
        assertEquals(List.of("--- /dev/null", "+++ b/f", "@@ -0,0 +1,1 @@", "+a"), came);
        assertEquals(List.of("--- /dev/null", "+++ b/f"), cameEmpty);
        assertEquals(List.of("--- a/f", "+++ /dev/null", "@@ -1,1 +0,0 @@", "-a"), went);
    }

    @Test
    void shouldOnlySayThatBinaryFilesDiffer() {
        // when
        List<String> diff = UnifiedDiff.of("f", new byte[] {0, 1}, "f", bytes("a\n"));

        // then
        assertEquals(List.of("Binary files a/f and b/f differ"), diff);
    }

    @Test
    void shouldBeEmptyWhenNothingDiffers() {
        assertEquals(List.of(), UnifiedDiff.of("f", bytes("a\n"), "f", bytes("a\n")));
        assertEquals(List.of(), UnifiedDiff.of("f", null, "f", null));
    }

    @Test
    void shouldGivePatchesThatPatchUnderstands() throws Exception {
        // given
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            byte[] before = randomLines(random);
            byte[] after = randomLines(random);
            Files.write(dir.resolve("f"), before);
            List<String> diff = UnifiedDiff.of("f", before, "f", after);
            Files.writeString(dir.resolve("diff"), String.join("\n", diff) + "\n");

            // when
            Process patch =
                    new ProcessBuilder("patch", "-s", "-p1", "-i", "diff")
                            .directory(dir.toFile())
                            .redirectErrorStream(true)
                            .start();
            String said = new String(patch.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            // then
            assertTrue(diff.isEmpty() || patch.waitFor() == 0, "seed " + seed + ": " + said);
            byte[] patched =
                    Files.exists(dir.resolve("f"))
                            ? Files.readAllBytes(dir.resolve("f"))
                            : bytes("");
            assertEquals(text(after), text(patched), "seed " + seed);
        }
    }

    private static byte[] randomLines(Random random) {
        List<String> lines = new ArrayList<>();
        for (int i = random.nextInt(30) + 1; i > 0; i--) {
            lines.add("line " + random.nextInt(10));
        }
        return bytes(String.join("\n", lines) + (random.nextBoolean() ? "\n" : ""));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
