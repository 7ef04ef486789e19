package org.jpmxcfs.transport.rrd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import org.jpmxcfs.transport.broadcast.StatusListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts samples into their files, by the first of its writers that can be reached. Samples come from
 * threads that must not wait, so they go through a bounded queue to a thread of the archive's own;
 * when the queue is full, which a stuck disk can cause, they are dropped with a warning.
 */
public final class RrdArchive implements StatusListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RrdArchive.class);
    private static final int QUEUE_CAPACITY = 16 << 10;
    private static final long CLOSE_MILLIS = 3_000;
    private static final long REST_MILLIS = 10_000;
    private static final String DIRECTORY_MODE = "rwxr-x---";

    private final Path directory;
    private final Clock clock;
    private final List<Writer> writers;
    private final ArrayBlockingQueue<Sample> waiting = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
    private final RareWarning full;
    private final RareWarning unknown;
    private final RareWarning failed;
    private final Thread thread;
    private volatile boolean closing;
    private boolean toldOff; // by the archive's thread

    /** A sample on its way; without a key it only wakes the thread. */
    private record Sample(String key, String columns) {}

    /** A writer, and until when it is left alone because it could not be reached. */
    private static final class Writer {
        private final RrdWriter rrd;
        private long restsUntilMillis = Long.MIN_VALUE;

        Writer(RrdWriter rrd) {
            this.rrd = rrd;
        }
    }

    private interface Step {
        void on(RrdWriter writer) throws IOException;
    }

    /**
     * An archive, whose thread starts at once.
     *
     * @param directory where the files are; made when it is missing
     * @param clock present time and time zone: a file starts at midnight
     * @param writers in the order in which they are tried: rrdcached, then librrd where it is
     *     installed
     */
    public RrdArchive(Path directory, Clock clock, List<RrdWriter> writers) {
        this.directory = directory;
        this.clock = clock;
        this.writers = writers.stream().map(Writer::new).toList();
        this.full = new RareWarning(LOG, clock);
        this.unknown = new RareWarning(LOG, clock);
        this.failed = new RareWarning(LOG, clock);
        thread = new Thread(this::run, "rrd");
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes a sample and returns at once. Any thread may call it. */
    @Override
    public void sampled(String key, String sample) {
        if (!closing && !waiting.offer(new Sample(key, sample))) {
            full.say("RRD: sample of " + key + " dropped: the disk is too slow for the archive");
        }
    }

    /** Writes what waits, as far as that goes within 3 seconds, and stops the thread. */
    @Override
    public void close() {
        closing = true;
        // When there is no room the thread is awake.
        waiting.offer(new Sample(null, null));
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing || !waiting.isEmpty()) {
                Sample sample = waiting.take();
                if (sample.key != null) {
                    archive(sample);
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            writers.forEach(writer -> writer.rrd.close());
        }
    }

    private void archive(Sample sample) {
        Optional<RrdKey> key = RrdKey.of(sample.key);
        Optional<String> values = key.flatMap(k -> k.schema().archived(sample.columns));
        if (values.isEmpty()) {
            String what = key.isEmpty() ? "unknown key " : "malformed sample of ";
            unknown.say("RRD: " + what + sample.key + ", not archived");
            return;
        }
        Path file = key.get().file(directory);
        try {
            boolean written =
                    (Files.exists(file) || create(file, key.get().schema()))
                            && tryEach(writer -> writer.update(file, values.get()), true);
            tellWhenOff(!written);
        } catch (IOException | RuntimeException broken) {
            // The next sample must not find this thread gone.
            failed.say("RRD: " + file + " not updated: " + broken.getMessage());
        }
    }

    private boolean create(Path file, RrdSchema schema) throws IOException {
        Files.createDirectories(
                file.getParent(),
                PosixFilePermissions.asFileAttribute(
                        PosixFilePermissions.fromString(DIRECTORY_MODE)));
        long midnight = LocalDate.now(clock).atStartOfDay(clock.getZone()).toEpochSecond();
        // rrdcached may be too old to create files, or not allowed to, where librrd can.
        return tryEach(writer -> writer.create(file, schema, midnight), false);
    }

    /**
     * Takes the step with the first writer that can.
     *
     * @param refusalIsFinal whether a refusal ends the search
     * @return false when no writer can be reached
     * @throws RrdRefusedException the last writer that could be reached refused
     */
    private boolean tryEach(Step step, boolean refusalIsFinal) throws RrdRefusedException {
        RrdRefusedException refusal = null;
        for (Writer writer : writers) {
            if (clock.millis() < writer.restsUntilMillis) {
                continue;
            }
            try {
                step.on(writer.rrd);
                return true;
            } catch (RrdRefusedException refused) {
                refusal = refused;
                if (refusalIsFinal) {
                    break;
                }
            } catch (IOException unreachable) {
                LOG.debug("RRD: {} unreachable: {}", writer.rrd, unreachable.toString());
                writer.restsUntilMillis = clock.millis() + REST_MILLIS;
            }
        }
        if (refusal != null) {
            throw refusal;
        }
        return false;
    }

    private void tellWhenOff(boolean off) {
        if (off && !toldOff) {
            LOG.warn(
                    "RRD is off, samples are not archived: rrdcached does not answer and there is"
                            + " no librrd; install rrdcached");
        }
        toldOff = off;
    }
}
