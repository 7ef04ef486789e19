package org.jpmxcfs.fuse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ManualTest {
    private final PrintWriter nowhere = new PrintWriter(new StringWriter());
    private final Map<String, String> pages = Manual.pages(Main.commandLine(nowhere, nowhere));

    @Test
    void shouldHaveAPageForEachCommand() {
        Stream<String> commands = CommandNames.all().stream().map(name -> "jpmxcfs " + name);

        assertEquals(
                Stream.concat(Stream.of("jpmxcfs"), commands)
                        .map(name -> name.replace(' ', '-') + ".1")
                        .collect(Collectors.toCollection(TreeSet::new)),
                new TreeSet<>(pages.keySet()));
    }

    @Test
    void shouldSayWhatTheHelpSaysWithDefaultsFilledIn() {
        String mount = pages.get("jpmxcfs-mount.1");

        assertTrue(mount.contains("jpmxcfs\\-mount \\- mount the file system; return"), mount);
        assertTrue(mount.contains("(default: 1m)"), mount);
        assertTrue(mount.contains("\\fB\\-f\\fR, \\fB\\-\\-foreground\\fR"), mount);
        assertTrue(mount.contains("jpmxcfs mount /mnt/pve"), mount);
        pages.values().forEach(page -> assertTrue(!page.contains("${"), page));
    }

    @Test
    void shouldShowAnExampleOnEachPage() {
        pages.values()
                .forEach(
                        page ->
                                assertTrue(
                                        page.contains("\njpmxcfs ") || page.contains("sudo"),
                                        page));
    }
}
