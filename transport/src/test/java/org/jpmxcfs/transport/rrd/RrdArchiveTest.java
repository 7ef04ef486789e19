package org.jpmxcfs.transport.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class RrdArchiveTest {
    // 2026-03-29 is 23 hours long in Berlin, so midnight is not the clock's time rounded down.
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-03-29T10:00:00Z"), ZoneId.of("Europe/Berlin"));
    private static final long MIDNIGHT = Instant.parse("2026-03-28T23:00:00Z").getEpochSecond();

    @TempDir Path directory;

    @Test
    void shouldCreateFileAtLocalMidnightBeforeFirstSample() throws IOException {
        // given
        FakeWriter writer = new FakeWriter();
        // when
        archive("pve2-storage/n1/local", "100:1:2", writer);
        // then
        assertEquals(
                List.of("create STORAGE local " + MIDNIGHT, "update local 100:1:2", "close"),
                writer.calls);
        assertEquals(
                "rwxr-x---",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.resolve("pve-storage-9.0/n1"))));
    }

    @Test
    void shouldTakeNextWriterWhenFirstIsUnreachable() {
        // given
        FakeWriter first = new FakeWriter();
        first.failure = new IOException("not there");
        FakeWriter second = new FakeWriter();
        // when
        archive("pve-vm-9.0/100", "1:n:s:0:200:1", first, second);
        // then
        assertEquals(List.of("create GUEST 100 " + MIDNIGHT, "close"), first.calls);
        assertEquals(3, second.calls.size(), second.calls::toString);
    }

    @Test
    void shouldTakeNextWriterForCreationOnlyWhenFirstRefuses() {
        // given
        FakeWriter first = new FakeWriter();
        first.failure = new RrdRefusedException("-1 no");
        FakeWriter second = new FakeWriter();
        // when
        archive("pve-vm-9.0/100", "1:n:s:0:200:1", first, second);
        // then
        assertEquals(3, first.calls.size(), first.calls::toString);
        assertEquals(List.of("create GUEST 100 " + MIDNIGHT, "close"), second.calls);
    }

    @Test
    void shouldWriteNothingWhenKeyOrSampleIsUnknown() {
        // given
        FakeWriter writer = new FakeWriter();
        // when
        try (RrdArchive archive = new RrdArchive(directory, CLOCK, List.of(writer))) {
            archive.sampled("pve2-node/../x", "1:2:3:4");
            archive.sampled("pve2-node/x", "1:2:bad:4");
        }
        // then
        assertEquals(List.of("close"), writer.calls);
    }

    @Test
    void shouldWarnOnceAndGoOnWhenNoWriterCanBeReached() {
        // given
        FakeWriter writer = new FakeWriter();
        writer.failure = new IOException("no library");
        Logger logger = (Logger) LoggerFactory.getLogger(RrdArchive.class);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.addAppender(logged);
        // when
        try (RrdArchive archive = new RrdArchive(directory, CLOCK, List.of(writer))) {
            for (int i = 1; i <= 20; i++) {
                archive.sampled("pve2-storage/n1/a", i + ":2:3");
            }
        } finally {
            logger.detachAppender(logged);
        }
        // then
        assertEquals(1, logged.list.size(), logged.list::toString);
        assertTrue(logged.list.get(0).getFormattedMessage().contains("install rrdcached"));
        assertEquals(2, writer.calls.size(), writer.calls::toString); // it rests after the first
    }

    private void archive(String key, String sample, RrdWriter... writers) {
        try (RrdArchive archive = new RrdArchive(directory, CLOCK, List.of(writers))) {
            archive.sampled(key, sample);
        }
    }

    private static final class FakeWriter implements RrdWriter {
        final List<String> calls = new ArrayList<>();
        IOException failure;

        @Override
        public void create(Path file, RrdSchema schema, long startSeconds) throws IOException {
            call("create " + schema + " " + file.getFileName() + " " + startSeconds);
            Files.createFile(file);
        }

        @Override
        public void update(Path file, String values) throws IOException {
            call("update " + file.getFileName() + " " + values);
        }

        @Override
        public void close() {
            calls.add("close");
        }

        private void call(String what) throws IOException {
            calls.add(what);
            if (failure != null) {
                throw failure;
            }
        }
    }
}
