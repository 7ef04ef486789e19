package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Types the commands of README.md and docs/OPERATIONS.md as they stand there, one after the other,
 * in a mount name space of its own: there {@code /mnt}, {@code /root} and {@code
 * /var/lib/pve-cluster} are empty. The test command itself and those for developers are run by
 * {@code .ci/run}.
 */
class ReadmeIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String DEVELOPMENT = "## Development";

    private Daemon daemon;

    @BeforeEach
    void prepare() throws IOException {
        daemon = Daemon.of(ReadmeIT.class);
    }

    @AfterEach
    void clean() throws IOException {
        daemon.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/OPERATIONS.md"})
    void shouldRunEveryCommandOfThePage(String page) throws IOException {
        // given
        List<String> commands = commands(Path.of("..", page));
        assertTrue(commands.size() >= 8, () -> "commands of " + page + ": " + commands);
        List<String> script =
                new ArrayList<>(
                        List.of(
                                "set -eux",
                                "trap 'umount -l /mnt/pve || true' EXIT",
                                "mount -t tmpfs none /mnt",
                                "mkdir -p /var/lib/pve-cluster",
                                "mount -t tmpfs none /var/lib/pve-cluster",
                                "mount -t tmpfs none /root"));
        script.addAll(commands);

        // when
        CommandRun run =
                CommandRun.of(
                        LIMIT,
                        List.of("unshare", "--mount", "bash", "-c", String.join("\n", script)));

        // then
        assertEquals(0, run.status(), run::toString);
    }

    private List<String> commands(Path page) throws IOException {
        List<String> commands = new ArrayList<>();
        boolean inBlock = false;
        for (String line : Files.readAllLines(page)) {
            if (line.equals(DEVELOPMENT)) {
                break;
            }
            if (line.startsWith("```")) {
                inBlock = line.equals("```sh");
            } else if (inBlock && !line.endsWith("jpmxcfs test")) {
                commands.add(
                        line.replaceFirst("^sudo ", "")
                                .replace("$PWD/fuse/bin", Daemon.launcher().getParent().toString())
                                .replace("fuse/bin/jpmxcfs", Daemon.launcher().toString()));
            }
        }
        return commands;
    }
}
