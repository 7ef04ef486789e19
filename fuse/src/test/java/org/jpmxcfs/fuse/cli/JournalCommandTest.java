package org.jpmxcfs.fuse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jpmxcfs.fuse.cli.text.EntryLine;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.JournalConfig;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look into a journal, on one with twenty entries. */
class JournalCommandTest {
    private static final int ENTRIES = 20;
    private static final byte[] CONTENT =
            "content that is easy to find".getBytes(StandardCharsets.US_ASCII);

    @TempDir Path dir;

    @BeforeEach
    void writeJournal() throws Exception {
        JournalConfig config = JournalConfig.of(dir.resolve("journal"), "boot");
        try (ChronicleJournal journal = ChronicleJournal.open(config, InstantSource.system())) {
            for (int i = 1; i <= ENTRIES; i++) {
                Mutation write = new Mutation.Write(Location.of("f" + i), 0, CONTENT);
                journal.append(new Entry(i, 0, 0, 0, 1_795_359_845_678L, write));
            }
        }
    }

    @Test
    void shouldDumpEveryEntryUnderAHeading() {
        // when
        CommandRun run = journal("dump");

        // then
        List<String> lines = run.out().lines().toList();
        assertEquals("", run.err());
        assertEquals(ENTRIES + 1, lines.size());
        assertEquals(EntryLine.HEADING, lines.get(0));
        assertTrue(lines.get(20).endsWith("write     f20  28 bytes at 0"), lines.get(20));
    }

    @Test
    void shouldDumpJsonFromAnIndex() throws Exception {
        // when
        CommandRun run = journal("dump", "--from", "19", "--json");

        // then
        List<String> lines = run.out().lines().toList();
        assertEquals(2, lines.size());
        assertEquals(19, new ObjectMapper().readTree(lines.get(0)).get("index").asLong());
    }

    @Test
    void shouldShowOnlyTheNewestEntriesAsTail() {
        // when
        CommandRun run = journal("tail", "-n", "3");

        // then
        assertEquals(4, run.out().lines().count());
        assertTrue(run.out().lines().toList().get(1).contains("f18"), run.out());
    }

    @Test
    void shouldRefuseAnIndexThatTheJournalDoesNotHold() {
        // when
        CommandRun run = journal("dump", "--from", "99");

        // then
        assertEquals(
                "jpmxcfs: entry 99 is not in the journal: it holds 1 to 20; give --from within"
                        + " that\n",
                run.err());
        assertEquals(1, run.status());
    }

    @Test
    void shouldTellSizeAndReachAsStat() throws Exception {
        // when
        JsonNode stat = new ObjectMapper().readTree(journal("stat", "--json").out());

        // then
        assertEquals(1, stat.get("firstIndex").asLong());
        assertEquals(ENTRIES, stat.get("lastIndex").asLong());
        assertEquals(ENTRIES, stat.get("entries").asLong());
        assertEquals("2026-11-22T15:04:05.678Z", stat.get("newestEntry").asText());
        assertTrue(stat.get("diskBytes").asLong() > 0);
    }

    @Test
    void shouldFindAnIntactJournalIntact() {
        // when
        CommandRun run = journal("verify");

        // then
        assertEquals(new CommandRun(0, dir.resolve("journal") + ": intact\n", ""), run);
    }

    @Test
    void shouldNameTheDamageOfADamagedJournal() throws Exception {
        // given
        damage();

        // when
        CommandRun run = journal("verify");

        // then
        assertEquals(1, run.status());
        assertTrue(run.err().contains("entries up to"), run.err());
        assertEquals(1, run.err().lines().count());
    }

    @Test
    void shouldNameTheRemedyWhenThereIsNoJournal() {
        // when
        CommandRun run = CommandRun.of("journal", "stat", "--data-dir", "/nonexistent");

        // then
        assertEquals(
                "jpmxcfs: /nonexistent/journal: no journal there; name the data directory with"
                        + " --data-dir, as it was given to 'jpmxcfs mount'\n",
                run.err());
    }

    private void damage() throws Exception {
        Path segment;
        try (Stream<Path> files = Files.list(dir.resolve("journal"))) {
            segment = files.filter(f -> f.toString().endsWith(".cq4")).findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(segment);
        int place = indexOf(bytes, CONTENT);
        bytes[place] ^= 1;
        Files.write(segment, bytes);
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int i = 0; i <= bytes.length - wanted.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        throw new AssertionError("the content is not in the segment");
    }

    private CommandRun journal(String... words) {
        return CommandRun.of(
                Stream.of(
                                Stream.of("journal"),
                                Stream.of(words),
                                Stream.of("--data-dir", dir.toString()))
                        .flatMap(s -> s)
                        .toArray(String[]::new));
    }
}
