package org.jpmxcfs.log.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.log.Ballot;
import org.jpmxcfs.log.JournalException;
import org.jpmxcfs.log.model.Entry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs the right to mount; elsewhere it is skipped. */
class FullDiskTest {
    @TempDir Path temp;

    private final ManualClock clock = new ManualClock();
    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(temp.resolve("disk"));
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", disk.toString());
        assumeTrue(mounted, "may not mount a file system");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "-l", disk.toString());
    }

    @Test
    void shouldRefuseWhatDoesNotFitAndGoOnWhenThereIsSpace() throws Exception {
        Path ballast = disk.resolve("ballast");
        List<Entry> entries = new ArrayList<>();
        try (ChronicleJournal journal = open()) {
            for (int round = 0; round < 3; round++) {
                // given
                fill(ballast);
                // when
                appendUntilFull(journal, entries);
                appendUntilFull(journal, entries);
                // then
                assertEquals(entries.size(), journal.lastIndex());
                assertEquals(entries, Samples.readAll(journal.reader(1)));
                Files.delete(ballast);
                entries.addAll(Samples.append(journal, 100));
            }
        }
        try (ChronicleJournal journal = open()) {
            assertEquals(entries, Samples.readAll(journal.reader(1)));
        }
    }

    @Test
    void shouldStayInItsSegmentWhenThereIsNoSpaceForANewOne() throws Exception {
        List<Entry> entries = new ArrayList<>();
        try (ChronicleJournal journal = open()) {
            // given
            entries.addAll(Samples.append(journal, 10));
            fill(disk.resolve("ballast"));
            // when
            clock.advance(7_200_000);
            entries.addAll(Samples.append(journal, 10));
            // then
            assertEquals(1, journal.stat().segments().size());
            Files.delete(disk.resolve("ballast"));
            entries.addAll(Samples.append(journal, 10));
            assertEquals(2, journal.stat().segments().size());
            assertEquals(entries, Samples.readAll(journal.reader(1)));
        }
    }

    @Test
    void shouldOpenOnAFullDiskAndAppendOnceThereIsSpace() throws Exception {
        List<Entry> entries;
        try (ChronicleJournal journal = open()) {
            entries = Samples.append(journal, 10);
        }
        // given
        fill(disk.resolve("ballast"));
        // when
        try (ChronicleJournal journal = open()) {
            assertEquals(entries, Samples.readAll(journal.reader(1)));
            appendUntilFull(journal, entries);
            assertFull(() -> journal.saveBallot(new Ballot(1, 1)));
            Files.delete(disk.resolve("ballast"));
            // then
            entries.addAll(Samples.append(journal, 10));
            journal.saveBallot(new Ballot(1, 1));
            assertEquals(entries, Samples.readAll(journal.reader(1)));
        }
    }

    @Test
    void shouldTakeWholeFilesUntilTheDiskIsFull() throws Exception {
        try (ChronicleJournal journal = open()) {
            // given
            List<Entry> entries = new ArrayList<>();
            // when
            assertFull(
                    () -> {
                        while (true) {
                            entries.addAll(Samples.appendWholeFiles(journal, 1));
                        }
                    });
            // then
            assertTrue(entries.size() >= 8, entries.size() + " fitted");
            assertEquals(entries, Samples.readAll(journal.reader(1)));
        }
    }

    private static void appendUntilFull(ChronicleJournal journal, List<Entry> entries) {
        assertFull(
                () -> {
                    while (true) {
                        entries.addAll(Samples.append(journal, 1));
                    }
                });
    }

    /** Something that a journal may refuse. */
    private interface Work {
        void run() throws JournalException;
    }

    private static void assertFull(Work work) {
        try {
            work.run();
        } catch (JournalException e) {
            assertEquals(JournalException.Reason.FULL, e.reason());
            return;
        }
        throw new AssertionError("was not refused");
    }

    private static void fill(Path ballast) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        ballast, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer block = ByteBuffer.allocate(4096);
            while (true) {
                channel.write(block.clear());
            }
        } catch (IOException full) {
            assertTrue(Reasons.isFull(full), full.toString());
        }
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }

    private ChronicleJournal open() throws JournalException {
        return ChronicleJournal.open(JournalConfig.of(disk.resolve("journal"), "boot-1"), clock);
    }
}
