package org.jpmxcfs.fuse.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A program that changes files of its own through the mount until the daemon dies under it, and
 * remembers what it was told is done. Each change is one call of the system, so one mutation.
 * Content is one char for each byte; names of directories end with a slash.
 */
final class CrashClient implements Runnable {
    private static final int NAMES = 12;
    private static final int WRITE_BYTES_MAX = 32 << 10;
    private static final int FILE_BYTES_MAX = 256 << 10;

    private final Path directory;
    private final Path shared;
    private final Random random;

    private SortedMap<String, String> acknowledged = new TreeMap<>();
    private SortedMap<String, String> attempted = acknowledged;
    private String sharedAcknowledged;
    private String sharedAttempted;
    private volatile long acknowledgedCount;
    private volatile IOException refusal;

    CrashClient(Path mount, int number, long seed) {
        directory = mount.resolve("client-" + number);
        shared = mount.resolve("shared");
        random = new Random(seed + number);
    }

    void createDirectory() throws IOException {
        Files.createDirectory(directory);
    }

    /** How many changes were answered with success. */
    long acknowledgedCount() {
        return acknowledgedCount;
    }

    /** An answer that no live daemon may give to these changes; null when there was none. */
    IOException refusal() {
        return refusal;
    }

    /** What this client may have left in the file that all of them replace. */
    Stream<String> sharedContents() {
        return Stream.of(sharedAcknowledged, sharedAttempted).filter(content -> content != null);
    }

    boolean hasReplacedShared() {
        return sharedAcknowledged != null;
    }

    @Override
    public void run() {
        try {
            while (true) {
                change();
                acknowledged = attempted;
                sharedAcknowledged = sharedAttempted;
                acknowledgedCount++;
            }
        } catch (IOException e) {
            String text = String.valueOf(e.getMessage());
            if (!text.contains("not connected") && !text.contains("connection abort")) {
                refusal = e;
            }
        }
    }

    /**
     * Compares what is there with what was acknowledged. The one change that was under way may have
     * happened or not, but not in part.
     */
    void verify() throws IOException {
        SortedMap<String, String> found = read();
        if (!found.equals(acknowledged) && !found.equals(attempted)) {
            throw new AssertionError(
                    "%s holds %s, acknowledged is %s, under way was %s"
                            .formatted(
                                    directory,
                                    summary(found),
                                    summary(acknowledged),
                                    summary(attempted)));
        }
        acknowledged = found;
        attempted = found;
    }

    private void change() throws IOException {
        String file = "f" + random.nextInt(NAMES);
        attempted = new TreeMap<>(acknowledged);
        if (!acknowledged.containsKey(file)) {
            createOrToggleDirectory(file);
            return;
        }
        switch (random.nextInt(8)) {
            case 0 -> shrink(file);
            case 1 -> rename(file, "f" + random.nextInt(NAMES));
            case 2 -> delete(file);
            case 3 -> replaceShared(file);
            default -> write(file);
        }
    }

    private void createOrToggleDirectory(String file) throws IOException {
        if (random.nextInt(4) > 0) {
            attempted.put(file, "");
            open(file, StandardOpenOption.CREATE_NEW).close();
        } else if (attempted.remove("d/") == null) {
            attempted.put("d/", "");
            Files.createDirectory(directory.resolve("d"));
        } else {
            Files.delete(directory.resolve("d"));
        }
    }

    private void write(String file) throws IOException {
        String old = acknowledged.get(file);
        byte[] bytes = new byte[1 + random.nextInt(WRITE_BYTES_MAX)];
        random.nextBytes(bytes);
        int offset = random.nextInt(Math.min(old.length(), FILE_BYTES_MAX) + 1);
        String tail =
                old.length() > offset + bytes.length ? old.substring(offset + bytes.length) : "";
        attempted.put(file, old.substring(0, offset) + new String(bytes, ISO_8859_1) + tail);
        try (FileChannel channel = open(file)) {
            int written = channel.write(ByteBuffer.wrap(bytes), offset);
            if (written != bytes.length) {
                throw new IOException("wrote " + written + " of " + bytes.length + " bytes");
            }
        }
    }

    private void shrink(String file) throws IOException {
        String old = acknowledged.get(file);
        int size = random.nextInt(old.length() + 1);
        attempted.put(file, old.substring(0, size));
        try (FileChannel channel = open(file)) {
            channel.truncate(size);
        }
    }

    private void rename(String from, String to) throws IOException {
        attempted.put(to, attempted.remove(from));
        move(directory.resolve(from), directory.resolve(to));
    }

    private void delete(String file) throws IOException {
        attempted.remove(file);
        Files.delete(directory.resolve(file));
    }

    private void replaceShared(String file) throws IOException {
        sharedAttempted = attempted.remove(file);
        move(directory.resolve(file), shared);
    }

    private FileChannel open(String file, StandardOpenOption... options) throws IOException {
        Path path = directory.resolve(file);
        return options.length == 0
                ? FileChannel.open(path, StandardOpenOption.WRITE)
                : FileChannel.open(path, StandardOpenOption.WRITE, options[0]);
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** What the mount shows; without the names that libfuse gives to files deleted while open. */
    private SortedMap<String, String> read() throws IOException {
        SortedMap<String, String> found = new TreeMap<>();
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (Files.isDirectory(entry)) {
                    found.put(name + "/", "");
                } else if (!name.startsWith(".fuse_hidden")) {
                    found.put(name, Files.readString(entry, ISO_8859_1));
                }
            }
        }
        return found;
    }

    private static String summary(SortedMap<String, String> files) {
        StringBuilder text = new StringBuilder();
        files.forEach(
                (name, content) ->
                        text.append(name)
                                .append(':')
                                .append(content.length())
                                .append('#')
                                .append(Integer.toHexString(content.hashCode()))
                                .append(' '));
        return text.toString().strip();
    }
}
