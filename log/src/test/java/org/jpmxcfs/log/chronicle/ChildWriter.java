package org.jpmxcfs.log.chronicle;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another process that appends to a journal and tells each index once it is appended. */
final class ChildWriter implements AutoCloseable {
    private static final int SEGMENT_BYTES = 512 << 10;

    private final Process process;
    private final BufferedReader told;

    private ChildWriter(Process process) {
        this.process = process;
        this.told = process.inputReader(StandardCharsets.US_ASCII);
    }

    /** Arguments: directory, boot id. Appends for a minute, unless killed before. */
    public static void main(String[] arguments) throws Exception {
        JournalConfig config =
                JournalConfig.of(Path.of(arguments[0]), arguments[1])
                        .withSegments(3_600_000, SEGMENT_BYTES);
        ChronicleJournal journal = ChronicleJournal.open(config, InstantSource.system());
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (System.nanoTime() < end) {
            Samples.append(journal, 1);
            System.out.println(journal.lastIndex());
        }
        journal.close();
    }

    static ChildWriter start(Path directory) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String opened : List.of("java.lang.reflect", "sun.nio.ch")) {
            command.addAll(List.of("--add-opens", "java.base/" + opened + "=ALL-UNNAMED"));
        }
        command.addAll(List.of("--add-exports", "java.base/jdk.internal.ref=ALL-UNNAMED"));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(List.of(ChildWriter.class.getName(), directory.toString(), "boot-1"));
        return new ChildWriter(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /** The next index that it tells. */
    long nextIndex() throws IOException {
        String line = told.readLine();
        if (line == null) {
            throw new IOException("the writer ended early");
        }
        return Long.parseLong(line);
    }

    /** Kills it at once; gives the highest index that it had told. */
    long kill(long known) throws Exception {
        // By its handle: the process itself would close the stream that is still to be read.
        process.toHandle().destroyForcibly();
        long last = known;
        // The last line may be cut in the middle; only whole ones were told.
        StringBuilder line = new StringBuilder();
        for (int c = told.read(); c >= 0; c = told.read()) {
            if (c == '\n') {
                last = Long.parseLong(line.toString());
                line.setLength(0);
            } else {
                line.append((char) c);
            }
        }
        process.waitFor(20, TimeUnit.SECONDS);
        return last;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
