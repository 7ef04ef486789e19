package org.jpmxcfs.fuse.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A process that changes files of its own through the mount, and the model of what it was told is
 * done. Each change is one call of the system, so one mutation. Content is one char for each byte;
 * names of directories end with a slash.
 */
final class TortureClient implements Runnable, AutoCloseable {
    /** Nodes between which guests move. */
    static final List<String> NODES = List.of("red", "blue");

    private static final int NAMES = 12;
    private static final int GUESTS = 3;
    private static final int WRITE_BYTES_MAX = 32 << 10;
    private static final int FILE_BYTES_MAX = 256 << 10;
    private static final String SHARED = "shared";

    private final Path mount;
    private final int number;
    private final String directory;
    private final Random random;
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter requests;

    private SortedMap<String, String> acknowledged = new TreeMap<>();
    private SortedMap<String, String> attempted = acknowledged;
    private String sharedAcknowledged;
    private String sharedAttempted;
    private volatile long acknowledgedCount;
    private volatile boolean paused;
    private volatile String refusal;

    /** Starts a process, which waits for {@link #run}. */
    TortureClient(Path mount, int number, long seed) throws IOException {
        this.mount = mount;
        this.number = number;
        this.directory = "client-" + number + "/";
        this.random = new Random(seed + number);
        process =
                new ProcessBuilder("perl", "-e", program())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        answers = process.inputReader(ISO_8859_1);
        requests = process.outputWriter(ISO_8859_1);
    }

    private static String program() throws IOException {
        try (InputStream in = TortureClient.class.getResourceAsStream("/torture-client.pl")) {
            return new String(in.readAllBytes(), ISO_8859_1);
        }
    }

    void createDirectory() throws IOException {
        Files.createDirectory(mount.resolve(directory));
    }

    /** How many changes were answered with success. */
    long acknowledgedCount() {
        return acknowledgedCount;
    }

    /** An answer that no live daemon may give to these changes; null when there was none. */
    String refusal() {
        return refusal;
    }

    /** What this client may have left in the file that all of them replace. */
    Stream<String> sharedContents() {
        return Stream.of(sharedAcknowledged, sharedAttempted).filter(content -> content != null);
    }

    boolean hasReplacedShared() {
        return sharedAcknowledged != null;
    }

    /** Ends {@link #run} after the change that is under way; {@link #verify} takes it back. */
    void pause() {
        paused = true;
    }

    /** Changes files until the daemon is dead or {@link #pause} is called. */
    @Override
    public void run() {
        try {
            while (!paused) {
                String answer = answerTo(next());
                if (!answer.equals("ok")) {
                    refusal = answer.equals("dead") ? null : answer;
                    return;
                }
                acknowledged = attempted;
                sharedAcknowledged = sharedAttempted;
                acknowledgedCount++;
            }
        } catch (IOException e) {
            refusal = "the client has ended: " + e.getMessage();
        }
    }

    private String answerTo(String request) throws IOException {
        requests.write(request);
        requests.newLine();
        requests.flush();
        return String.valueOf(answers.readLine());
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
        paused = false;
    }

    /** Notes the next change as attempted and returns the request for it. */
    private String next() {
        attempted = new TreeMap<>(acknowledged);
        int pick = random.nextInt(NAMES + GUESTS);
        if (pick >= NAMES) {
            return changeGuest(10_000 + number * GUESTS + pick - NAMES);
        }
        String file = directory + "f" + pick;
        if (!acknowledged.containsKey(file)) {
            return random.nextInt(4) > 0 ? create(file) : toggleDirectory(directory + "d/");
        }
        return switch (random.nextInt(8)) {
            case 0 -> shrink(file);
            case 1 -> rename(file, directory + "f" + random.nextInt(NAMES));
            case 2 -> delete(file);
            case 3 -> replaceShared(file);
            default -> write(file);
        };
    }

    private String changeGuest(int id) {
        int at = random.nextInt(NODES.size());
        String here = guest(at, id);
        String there = guest(1 - at, id);
        if (acknowledged.containsKey(there)) {
            return rename(there, here);
        }
        if (!acknowledged.containsKey(here)) {
            return create(here);
        }
        return random.nextInt(6) == 0 ? delete(here) : write(here);
    }

    private static String guest(int node, int id) {
        return "nodes/" + NODES.get(node) + "/qemu-server/" + id + ".conf";
    }

    private String create(String file) {
        attempted.put(file, "");
        return request("create", file);
    }

    private String toggleDirectory(String name) {
        if (attempted.remove(name) == null) {
            attempted.put(name, "");
            return request("mkdir", name);
        }
        return request("rmdir", name);
    }

    private String write(String file) {
        String old = acknowledged.get(file);
        int length = 1 + random.nextInt(WRITE_BYTES_MAX);
        int offset = random.nextInt(Math.min(old.length(), FILE_BYTES_MAX) + 1);
        String word = number + "." + acknowledgedCount + " ";
        String content = word.repeat(length / word.length() + 1).substring(0, length);
        String tail = old.length() > offset + length ? old.substring(offset + length) : "";
        attempted.put(file, old.substring(0, offset) + content + tail);
        return request("write", file) + "\t" + offset + "\t" + length + "\t" + word;
    }

    private String shrink(String file) {
        String old = acknowledged.get(file);
        int size = random.nextInt(old.length() + 1);
        attempted.put(file, old.substring(0, size));
        return request("truncate", file) + "\t" + size;
    }

    private String rename(String from, String to) {
        attempted.put(to, attempted.remove(from));
        return request("rename", from) + "\t" + mount.resolve(to);
    }

    private String delete(String file) {
        attempted.remove(file);
        return request("delete", file);
    }

    private String replaceShared(String file) {
        sharedAttempted = attempted.remove(file);
        return request("rename", file) + "\t" + mount.resolve(SHARED);
    }

    private String request(String kind, String path) {
        return kind + "\t" + mount.resolve(path);
    }

    /** What the mount shows; without the names that libfuse gives to files deleted while open. */
    private SortedMap<String, String> read() throws IOException {
        SortedMap<String, String> found = new TreeMap<>();
        for (Path entry : list(mount.resolve(directory))) {
            String name = entry.getFileName().toString();
            if (Files.isDirectory(entry)) {
                found.put(directory + name + "/", "");
            } else if (!name.startsWith(".fuse_hidden")) {
                found.put(directory + name, Files.readString(entry, ISO_8859_1));
            }
        }
        for (int guest = 0; guest < GUESTS; guest++) {
            for (int node = 0; node < NODES.size(); node++) {
                String path = guest(node, 10_000 + number * GUESTS + guest);
                if (Files.exists(mount.resolve(path))) {
                    found.put(path, Files.readString(mount.resolve(path), ISO_8859_1));
                }
            }
        }
        return found;
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return new ArrayList<>(entries.toList());
        }
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

    /** Ends the process. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
