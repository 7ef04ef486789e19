package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The program as it was built, on the newest Java of this machine: nobody is warned of anything.
 */
class NewestJavaIT {
    private static final Path JAVA_HOMES = Path.of("/usr/lib/jvm");
    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)");

    private Daemon daemon;

    @BeforeEach
    void prepare() throws IOException {
        daemon = Daemon.of(NewestJavaIT.class);
    }

    @AfterEach
    void stop() throws IOException {
        daemon.close();
    }

    @Test
    void shouldServeAndWarnOfNothingOnTheNewestJava() throws Exception {
        // given
        Path newest = newestJava();
        int version = version(newest);
        Assumptions.assumeTrue(version > Runtime.version().feature(), "the tests run on it");
        daemon.setEnvironment("JAVA_HOME", newest.toString());

        // when
        daemon.startInForeground();
        Files.writeString(daemon.mount("file"), "content");
        CommandRun history =
                CommandRun.of(
                        "env",
                        "JAVA_HOME=" + newest,
                        Daemon.launcher().toString(),
                        "history",
                        daemon.mount("file").toString());
        String content = Files.readString(daemon.mount("file"));
        int status = daemon.terminate();

        // then
        assertEquals("content", content);
        assertEquals("", history.requireSuccess().err());
        assertEquals(0, status, daemon::foregroundErr);
        assertFalse(daemon.foregroundErr().contains("WARNING"), daemon::foregroundErr);
        daemon.requireIntact();
    }

    private static Path newestJava() throws IOException {
        try (Stream<Path> homes = Files.list(JAVA_HOMES)) {
            return homes.max(Comparator.comparingInt(NewestJavaIT::version)).orElseThrow();
        }
    }

    /** The feature release of a Java home, such as 21; 0 where there is none. */
    private static int version(Path home) {
        try {
            Matcher found = VERSION.matcher(Files.readString(home.resolve("release")));
            return found.find() ? Integer.parseInt(found.group(1)) : 0;
        } catch (IOException unreadable) {
            return 0;
        }
    }
}
