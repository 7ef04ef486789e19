package org.jpmxcfs.fuse.mount;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jpmxcfs.fuse.libc.Libc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at mount points and takes mounts away. */
public final class MountPoints {
    private static final Logger LOG = LoggerFactory.getLogger(MountPoints.class);
    private static final Path MOUNTS = Path.of("/proc/self/mounts");
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private MountPoints() {}

    /**
     * Makes sure that a file system can be mounted here, or that the directory for it can be made,
     * clearing away the remains of a daemon that died.
     *
     * @throws MountException when the directory is missing or in use
     */
    public static void clear(Path mountPoint) throws MountException {
        if (isMounted(mountPoint)) {
            if (isAnswering(mountPoint)) {
                throw new MountException(
                        mountPoint
                                + ": something is mounted here already; unmount it first, with"
                                + " 'jpmxcfs umount "
                                + mountPoint
                                + "'");
            }
            detach(mountPoint);
        }
        if (!Files.isDirectory(mountPoint)
                && (Files.exists(mountPoint, LinkOption.NOFOLLOW_LINKS)
                        || !Files.isDirectory(mountPoint.toAbsolutePath().getParent()))) {
            throw new MountException(
                    mountPoint
                            + ": mount point is not a directory; make it with 'mkdir -p "
                            + mountPoint
                            + "'");
        }
    }

    /** Makes a mount point that is missing in a directory that is there. Returns whether it did. */
    public static boolean makeIfMissing(Path mountPoint) throws MountException {
        if (Files.isDirectory(mountPoint)) {
            return false;
        }
        try {
            Files.createDirectory(mountPoint);
            return true;
        } catch (IOException e) {
            throw new MountException(
                    mountPoint + ": mount point cannot be made (" + e + "); make it by hand", e);
        }
    }

    /** Takes back what {@link #makeIfMissing} made. */
    public static void remove(Path mountPoint) {
        try {
            Files.deleteIfExists(mountPoint);
        } catch (IOException e) {
            LOG.warn("{}: not removed: {}", mountPoint, e.toString());
        }
    }

    /**
     * Takes the mount away from the tree of files at once, even while it is in use. Returns whether
     * there was one.
     */
    public static boolean detach(Path mountPoint) {
        return Libc.unmount(mountPoint.toString(), true) == null;
    }

    /** Whether a FUSE file system is mounted exactly here, whether or not it answers. */
    public static boolean isMounted(Path mountPoint) {
        String wanted = escaped(mountPoint);
        try {
            for (String line : Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1)) {
                String[] fields = line.split(" ");
                if (fields.length > 2 && fields[1].equals(wanted) && fields[2].startsWith("fuse")) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Asks for the free space, which the kernel never answers itself, as it may a stat. False when
     * the daemon is gone.
     *
     * @throws MountException when there is no answer in time, as of a daemon that is stopped
     */
    private static boolean isAnswering(Path mountPoint) throws MountException {
        FutureTask<Long> asking =
                new FutureTask<>(() -> Files.getFileStore(mountPoint).getUsableSpace());
        Thread asker = new Thread(asking, "mount-probe");
        asker.setDaemon(true);
        asker.start();
        try {
            asking.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException daemonIsGone) {
            return false;
        } catch (TimeoutException | InterruptedException noAnswer) {
            throw new MountException(
                    mountPoint
                            + ": what is mounted here already does not answer; end its daemon, then"
                            + " take the mount away with 'jpmxcfs umount --lazy "
                            + mountPoint
                            + "'",
                    noAnswer);
        }
    }

    /**
     * Makes sure that a mount would hide nothing; a directory that is missing hides nothing.
     *
     * @throws MountException when it is not empty or cannot be read
     */
    public static void requireEmpty(Path mountPoint) throws MountException {
        if (!Files.exists(mountPoint)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(mountPoint)) {
            if (entries.iterator().hasNext()) {
                throw new MountException(
                        mountPoint
                                + ": mount point is not empty; its files would be hidden: move them"
                                + " away, mount elsewhere, or let 'jpmxcfs mount --move-stray' keep"
                                + " them in the data directory");
            }
        } catch (IOException e) {
            if (e instanceof MountException known) {
                throw known;
            }
            throw new MountException(mountPoint + ": mount point cannot be read: " + e, e);
        }
    }

    /** As in fstab(5): space, tab, line feed and backslash are octal escapes. */
    private static String escaped(Path path) {
        byte[] bytes =
                path.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8);
        StringBuilder text = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            char c = (char) (b & 0xff);
            if (c == ' ' || c == '\t' || c == '\n' || c == '\\') {
                text.append('\\').append(String.format("%03o", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
