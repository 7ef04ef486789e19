package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes one small file after the other, each in one write, some with fsync, and remembers when
 * each was acknowledged.
 */
final class PowerCutClient implements Runnable {
    private static final int SYNC_EVERY = 7;

    /** One acknowledged write. */
    private record Written(long atNanos, boolean isSynced) {}

    private final Path directory;
    private final List<Written> written = new ArrayList<>(); // by number of the file
    private volatile int acknowledged;
    private volatile String refusal;
    private volatile long cutNanos;
    private long lost;
    private int readBefore;

    PowerCutClient(Path mount, int number) {
        directory = mount.resolve("client-" + number);
    }

    void createDirectory() throws IOException {
        Files.createDirectory(directory);
    }

    int acknowledgedCount() {
        return acknowledged;
    }

    /** Files that are there for sure, or were when it was last looked. */
    long heldCount() {
        return written.size();
    }

    long lostCount() {
        return lost;
    }

    boolean isRefused() {
        return refusal != null;
    }

    String refusal() {
        return refusal;
    }

    void cutAt(long nanos) {
        cutNanos = nanos;
    }

    @Override
    public void run() {
        refusal = null;
        try {
            while (true) {
                write(written.size());
            }
        } catch (AccessDeniedException readOnly) {
            refusal = "Permission denied";
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage());
            refusal = reason.substring(reason.lastIndexOf(": ") + 1).strip();
        }
    }

    private void write(int number) throws IOException {
        boolean isSynced = number % SYNC_EVERY == 0;
        try (FileChannel file =
                FileChannel.open(
                        directory.resolve("n" + number),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(content(number)));
            if (isSynced) {
                file.force(true);
            }
        }
        written.add(new Written(System.nanoTime(), isSynced));
        acknowledged = written.size();
    }

    /**
     * What a write acknowledged before the window, or any write before an fsync, has put there is
     * there; what comes after the first loss is lost too.
     *
     * @param windowMillis how much may be lost; 0 for nothing at all
     */
    void verify(long windowMillis) throws IOException {
        Set<String> names = names();
        int held = 0;
        while (held < written.size() && isThere(names, held)) {
            held++;
        }
        for (int number = held; number < written.size(); number++) {
            Written write = written.get(number);
            long beforeMillis = TimeUnit.NANOSECONDS.toMillis(cutNanos - write.atNanos);
            String what = "write %d, %d ms before the cut".formatted(number, beforeMillis);
            assertTrue(windowMillis > 0, () -> what + ", was answered after a sync and is lost");
            assertTrue(!write.isSynced, () -> what + ", was synced and is lost");
            assertTrue(beforeMillis <= windowMillis, () -> what + ", is lost");
            assertTrue(
                    !isThere(names, number),
                    () -> what + ", is there though an earlier one is lost");
            lost++;
        }
        written.subList(held, written.size()).clear();
        acknowledged = written.size();
        readBefore = written.size();
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    /** What was read after an earlier cut is not read again, but has to be there. */
    private boolean isThere(Set<String> names, int number) throws IOException {
        if (!names.contains("n" + number) || number < readBefore) {
            return names.contains("n" + number);
        }
        byte[] found = Files.readAllBytes(directory.resolve("n" + number));
        if (found.length > 0) {
            assertEquals(
                    new String(content(number), StandardCharsets.US_ASCII),
                    new String(found, StandardCharsets.US_ASCII));
        }
        return found.length > 0;
    }

    private static byte[] content(int number) {
        return (number + " ").repeat(100).getBytes(StandardCharsets.US_ASCII);
    }
}
