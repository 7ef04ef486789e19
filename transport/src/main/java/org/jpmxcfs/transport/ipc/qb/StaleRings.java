package org.jpmxcfs.transport.ipc.qb;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rings that a server left behind when it died: directories {@code
 * qb-SERVERPID-CLIENTPID-FD-RANDOM} with files {@code qb-...-NAME-header} and {@code -data}, about
 * 3 MiB each.
 */
final class StaleRings {
    private static final Logger LOG = LoggerFactory.getLogger(StaleRings.class);
    private static final Pattern DIRECTORY = Pattern.compile("qb-(\\d{1,10})-\\d+-\\d+-\\w+");

    private final Path sharedMemory;
    private final Pattern ring;

    /**
     * Finds the rings of one service.
     *
     * @param sharedMemory where libqb keeps rings
     * @param name the service's name
     */
    StaleRings(Path sharedMemory, String name) {
        this.sharedMemory = sharedMemory;
        this.ring =
                Pattern.compile(
                        "qb-(request|response|event)-" + Pattern.quote(name) + "-(header|data)");
    }

    /**
     * Removes the service's rings of servers that are gone. A failure is logged: it costs memory,
     * not service.
     *
     * @param isGone whether the server of this process id no longer uses its rings
     */
    void remove(LongPredicate isGone) {
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(sharedMemory, "qb-*")) {
            // Others may write to this directory too, so no path is resolved twice.
            if (directories instanceof SecureDirectoryStream<Path> secure) {
                for (Path directory : secure) {
                    Path name = directory.getFileName();
                    Matcher matcher = DIRECTORY.matcher(name.toString());
                    if (matcher.matches() && isGone.test(Long.parseLong(matcher.group(1)))) {
                        removeDirectory(secure, name);
                    }
                }
            }
        } catch (IOException failed) {
            LOG.debug("IPC: cannot list {}: {}", sharedMemory, failed.toString());
        }
    }

    private void removeDirectory(SecureDirectoryStream<Path> parent, Path name) {
        try (SecureDirectoryStream<Path> directory =
                parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            List<Path> files = new ArrayList<>();
            directory.forEach(file -> files.add(file.getFileName()));
            if (!files.stream().allMatch(file -> ring.matcher(file.toString()).matches())) {
                return;
            }
            for (Path file : files) {
                directory.deleteFile(file);
            }
            parent.deleteDirectory(name);
            LOG.debug("IPC: removed the rings {} of a server that is gone", name);
        } catch (IOException failed) {
            LOG.debug("IPC: cannot remove {}/{}: {}", sharedMemory, name, failed.toString());
        }
    }
}
