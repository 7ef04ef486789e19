package org.jpmxcfs.fuse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jpmxcfs.fuse.cli.text.StepOutput;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.JournalConfig;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.transport.raft.node.MarkFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look back, on a guest that was changed twice, moved and deleted. */
class HistoryCommandTest {
    private static final String ON_A = "nodes/a/qemu-server/100.conf";
    private static final String ON_B = "nodes/b/qemu-server/100.conf";
    private static final long START_MILLIS = 1_795_359_600_000L; // 2026-11-22 15:00 UTC

    @TempDir Path dir;

    private final List<Mutation> mutations = new ArrayList<>();

    @BeforeEach
    void writeJournal() throws Exception {
        for (String path : List.of("nodes", "nodes/a", "nodes/b", "priv")) {
            mutations.add(new Mutation.MakeDirectory(Location.of(path)));
        }
        mutations.add(new Mutation.MakeDirectory(Location.of("nodes/a/qemu-server")));
        mutations.add(new Mutation.MakeDirectory(Location.of("nodes/b/qemu-server")));
        mutations.add(new Mutation.Create(Location.of(ON_A))); // 7
        mutations.add(write(ON_A, "cores: 1\nmemory: 512\n")); // 8
        mutations.add(write(ON_A, "cores: 2\nmemory: 512\n")); // 9
        mutations.add(new Mutation.Rename(Location.of(ON_A), Location.of(ON_B))); // 10
        mutations.add(new Mutation.Delete(Location.of(ON_B))); // 11
        mutations.add(new Mutation.Delete(Location.of(ON_B))); // 12, refused
        mutations.add(new Mutation.LogMessage(6, 1, "a", "root", "t", "text")); // 13
        JournalConfig config = JournalConfig.of(dir.resolve("journal"), "boot");
        try (ChronicleJournal journal = ChronicleJournal.open(config, InstantSource.system())) {
            for (int i = 1; i <= mutations.size(); i++) {
                long millis = START_MILLIS + i * 60_000L;
                journal.append(new Entry(i, 0, 0, 0, millis, mutations.get(i - 1)));
            }
        }
    }

    @Test
    void shouldLeaveOutWhatAMembersClusterMayStillTakeBack() throws Exception {
        // given
        Files.createDirectory(dir.resolve("cluster"));
        MarkFile.join(dir.resolve("cluster/mark.json"));
        JournalConfig config = JournalConfig.of(dir.resolve("journal"), "boot");
        try (ChronicleJournal journal = ChronicleJournal.open(config, InstantSource.system())) {
            journal.saveCommitted(9);
        }

        // when
        CommandRun member = run("history", ON_A);
        Files.createFile(dir.resolve("cluster/served-alone"));
        CommandRun alone = run("history", ON_A);

        // then
        assertEquals(4, member.out().lines().count(), member::out);
        assertTrue(member.out().contains("  9  "), member::out);
        assertEquals(6, alone.out().lines().count(), alone::out);
    }

    private static Mutation write(String path, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return new Mutation.Write(Location.of(path), 0, bytes);
    }

    @Test
    void shouldTellTheWholeHistoryUnderEitherName() {
        // when
        CommandRun byOld = run("history", ON_A);
        CommandRun byNew = run("history", ON_B);

        // then
        assertEquals(byOld, byNew);
        List<String> lines = byOld.out().lines().toList();
        assertEquals(6, lines.size(), byOld::out);
        assertEquals(StepOutput.HEADING, lines.get(0));
        String move = "a           rename         21       21  " + ON_A + " -> " + ON_B;
        assertTrue(lines.get(4).endsWith(move), lines.get(4));
        String end = "a           delete         21        -  " + ON_B;
        assertTrue(lines.get(5).endsWith(end), lines.get(5));
    }

    @Test
    void shouldPrintHistoryAsJson() throws Exception {
        // when
        CommandRun run = run("history", ON_A, "--json", "-n", "2", "--since=2026-11-22T15:10:00Z");

        // then
        List<String> lines = run.out().lines().toList();
        assertEquals(2, lines.size(), run::toString);
        JsonNode move = new ObjectMapper().readTree(lines.get(0));
        assertEquals(10, move.get("index").asLong());
        assertEquals("rename", move.get("kind").asText());
        assertEquals(ON_A, move.get("path").asText());
        assertEquals(ON_B, move.get("to").asText());
        assertEquals("a", move.get("nodeName").asText());
        assertEquals(21, move.get("bytesBefore").asInt());
        assertTrue(new ObjectMapper().readTree(lines.get(1)).get("bytesAfter").isNull());
    }

    @Test
    void shouldShowAFileAtAnIndexATimeAndUnderItsLaterName() {
        // when
        CommandRun byIndex = run("show", ON_A, "--at=8");
        CommandRun byTime = run("show", ON_A, "--at", "2026-11-22T15:09:30Z");
        CommandRun byLaterName = run("show", ON_B, "--at=8");

        // then
        assertEquals(new CommandRun(0, "cores: 1\nmemory: 512\n", ""), byIndex);
        assertEquals(new CommandRun(0, "cores: 2\nmemory: 512\n", ""), byTime);
        assertEquals(byIndex, byLaterName);
    }

    @Test
    void shouldShowTheNamesInADirectory() {
        assertEquals(new CommandRun(0, "nodes/\npriv/\n", ""), run("show", ".", "--at=4"));
    }

    @Test
    void shouldSayWhenAFileWasNotThere() {
        // when
        CommandRun run = run("show", ON_A, "--at=3");

        // then
        assertEquals(
                "jpmxcfs: "
                        + ON_A
                        + " was not there after entry 3; 'jpmxcfs history PATH' shows when it"
                        + " was\n",
                run.err());
    }

    @Test
    void shouldShowWhatChangedAcrossAMove() {
        // when
        CommandRun run = run("diff", ON_B, "--from=8", "--to=10");

        // then
        assertEquals(
                """
                --- a/nodes/a/qemu-server/100.conf
                +++ b/nodes/b/qemu-server/100.conf
                @@ -1,2 +1,2 @@
                -cores: 1
                +cores: 2
                 memory: 512
                """,
                run.out());
    }

    @Test
    void shouldShowWhatTheNewestChangeDidWhenNotToldWhichOne() {
        // when
        CommandRun run = run("diff", ON_A);

        // then
        assertTrue(run.out().startsWith("--- a/" + ON_B + "\n+++ /dev/null\n"), run::toString);
    }

    @Test
    void shouldShowWhatChangedBelowADirectory() {
        // when
        CommandRun run = run("diff", "nodes", "--from=8", "--to=10");

        // then
        assertTrue(run.out().contains("--- a/" + ON_A + "\n+++ /dev/null\n"), run::toString);
        assertTrue(run.out().contains("--- /dev/null\n+++ b/" + ON_B + "\n"), run::toString);
    }

    @Test
    void shouldReplayIntoFilesWithTheirModesAndTimes() throws Exception {
        // when
        Path into = dir.resolve("then");
        CommandRun run = run("replay", "--to=9", "--into=" + into);

        // then
        assertEquals(new CommandRun(0, into + ": the state after entry 9\n", ""), run);
        Path file = into.resolve(ON_A);
        assertEquals("cores: 2\nmemory: 512\n", Files.readString(file));
        assertEquals(START_MILLIS + 9 * 60_000, Files.getLastModifiedTime(file).toMillis());
        assertEquals("rw-r-----", permissions(file));
        assertEquals("rwx------", permissions(into.resolve("priv")));
        CommandRun again = run("replay", "--to=9", "--into=" + into);
        assertEquals("jpmxcfs: " + into + " is not empty; name another directory\n", again.err());
    }

    @Test
    void shouldReplayIntoADatabaseThatChecksAsClean() throws Exception {
        // when
        Path into = dir.resolve("config.db");
        CommandRun run = run("replay", "--to=2026-11-22T15:09:00Z", "--into=" + into);

        // then
        assertEquals(new CommandRun(0, into + ": the state after entry 9\n", ""), run);
        CommandRun check = CommandRun.of("db", "check", "--data-dir", dir.toString());
        assertEquals(0, check.status(), check::toString);
    }

    @Test
    void shouldRefuseWhatCanNotBeHad() {
        assertEquals(
                "jpmxcfs: entry 99 is not in reach: states of entry 0 to 13 can be had\n",
                run("show", ON_A, "--at=99").err());
        assertTrue(run("show", ON_A, "--at=2020-01-01").err().contains("no entry that old"));
        assertTrue(run("history", "nothing").err().contains("nothing in the journal ever"));
        assertTrue(run("history", "/nothing").err().contains("is not below a mount"));
        assertTrue(run("diff", ON_A, "--from=9", "--to=8").err().contains("swap the two"));
        CommandRun noTime = run("show", ON_A, "--at=soon");
        assertEquals(2, noTime.status());
        assertTrue(noTime.err().contains("'soon' is not a time"), noTime::err);
        assertEquals(1, noTime.err().lines().count(), noTime::err);
    }

    @Test
    void shouldWatchWhatHappensFromAnIndexOn() throws Exception {
        // given
        StringWriter seen = new StringWriter();
        String[] command = {"watch", "nodes/b", "--from=7", "--json", "--data-dir=" + dir};
        PrintWriter out = new PrintWriter(seen);
        Thread watching = new Thread(() -> Main.commandLine(out, out).execute(command), "watch");
        watching.setDaemon(true);

        // when
        watching.start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (seen.toString().lines().count() < 2 && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(1_000_000);
        }
        watching.interrupt();
        watching.join(20_000);

        // then
        assertFalse(watching.isAlive());
        List<String> lines = seen.toString().lines().toList();
        assertEquals(2, lines.size(), seen::toString);
        assertEquals(10, new ObjectMapper().readTree(lines.get(0)).get("index").asInt());
        assertEquals("delete", new ObjectMapper().readTree(lines.get(1)).get("kind").asText());
    }

    private CommandRun run(String... words) {
        return CommandRun.of(
                Stream.concat(Stream.of(words), Stream.of("--data-dir=" + dir))
                        .toArray(String[]::new));
    }

    private static String permissions(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
