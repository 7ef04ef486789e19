package org.jpmxcfs.fuse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * What people read of the command line is kept as text in {@code golden/}. After a wanted change
 * run with {@code -Dgolden.update=true} and review the difference.
 */
class GoldenHelpTest {
    @Test
    void shouldPrintTheKnownHelpOfEveryCommand() throws IOException {
        // given
        StringBuilder text = new StringBuilder();

        // when
        append(text, "--help");
        for (String command : CommandNames.all()) {
            append(text, (command + " --help").split(" "));
        }

        // then
        assertGolden("help.txt", text.toString());
    }

    @Test
    void shouldAnswerEveryWrongUseWithOneLine() throws IOException {
        // given
        String[] wrongUses = {
            "",
            "mont",
            "status --jsn",
            "status a b",
            "umount /nonexistent/dir",
            "umount /tmp",
            "test",
        };
        StringBuilder text = new StringBuilder();

        // when
        for (String use : wrongUses) {
            append(text, use.isEmpty() ? new String[0] : use.split(" "));
        }

        // then
        assertGolden("errors.txt", text.toString());
    }

    private static void append(StringBuilder text, String... args) {
        CommandRun run = CommandRun.of(args);
        text.append("$ jpmxcfs ").append(String.join(" ", args)).append('\n');
        text.append(run.out()).append(run.err());
        text.append("-> ").append(run.status()).append("\n\n");
    }

    private static void assertGolden(String name, String actual) throws IOException {
        Path golden = Path.of("src/test/resources/golden", name);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(golden, actual);
        }
        assertEquals(Files.readString(golden), actual);
    }
}
