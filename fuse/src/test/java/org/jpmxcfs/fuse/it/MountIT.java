package org.jpmxcfs.fuse.it;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One node from its start to its stop, as people and programs meet it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MountIT {
    private static final int MEBIBYTE = 1 << 20;
    private static final int TREE_MEBIBYTES = 128;

    private Daemon daemon;

    @BeforeEach
    void prepare() throws IOException {
        daemon = Daemon.of(getClass()).with("--binding", binding());
    }

    /** Who speaks with the kernel. */
    String binding() {
        return "libfuse";
    }

    @AfterEach
    void stop() throws IOException {
        daemon.close();
    }

    @Test
    void shouldStopCleanlyOnSigtermAndReplayNothingAtTheNextStart() throws Exception {
        // given
        daemon.startInForeground();
        Path file = daemon.mount("file");
        for (int i = 0; i < 200; i++) {
            Files.writeString(file, "content " + i);
        }
        long last = daemon.status().at("/journal/lastIndex").asLong();

        // when
        int status = daemon.terminate();

        // then
        assertEquals(0, status, daemon::foregroundErr);
        assertFalse(daemon.isMounted());
        String applied =
                CommandRun.of(
                                "sqlite3",
                                daemon.data("config.db").toString(),
                                "SELECT applied_index FROM jpmxcfs_state")
                        .out();
        assertEquals(last, Long.parseLong(applied.strip()));
        assertEquals(last, lastOfJournal());
        daemon.requireIntact();
        daemon.start();
        assertEquals("content 199", Files.readString(file));
    }

    @ParameterizedTest
    @EnumSource(
            value = StandardOpenOption.class,
            names = {"SYNC", "DSYNC"})
    void shouldSyncBeforeTheAnswerWhenOpenedForThat(StandardOpenOption option) throws Exception {
        // given
        int writes = 200;
        daemon.start();
        Path path = daemon.mount("file");
        try (FileChannel file =
                FileChannel.open(path, Set.of(CREATE_NEW, StandardOpenOption.WRITE, option))) {
            long before = syncs();
            // when
            for (int i = 0; i < writes; i++) {
                file.write(ByteBuffer.wrap(new byte[] {1}));
            }
            // then
            assertTrue(syncs() - before >= writes, "fewer syncs than writes that wait for one");
            JsonNode journal = daemon.status().get("journal");
            assertEquals(journal.get("lastIndex"), journal.get("syncedIndex"));
        }
    }

    @Test
    void shouldSyncBeforeTheAnswerToFsync() throws Exception {
        // given
        int writes = 200;
        daemon.start();
        Path path = daemon.mount("file");
        try (FileChannel file =
                FileChannel.open(path, Set.of(CREATE_NEW, StandardOpenOption.WRITE))) {
            long before = syncs();
            // when
            for (int i = 0; i < writes; i++) {
                file.write(ByteBuffer.wrap(new byte[] {1}));
                file.force(false);
            }
            // then
            assertTrue(syncs() - before >= writes, "fewer syncs than calls that ask for one");
        }
    }

    private long syncs() throws IOException {
        return daemon.status().at("/journal/syncs").asLong();
    }

    @Test
    void shouldClearAwayTheMountOfADaemonThatDied() throws Exception {
        // given
        daemon.start();
        Files.writeString(daemon.mount("file"), "kept");
        daemon.kill();
        assertTrue(daemon.isMounted());
        CommandRun status = daemon.run("status", daemon.mount().toString());

        // when
        daemon.start();

        // then
        assertEquals(1, status.status());
        assertTrue(status.err().contains("has died"), status::err);
        assertEquals("kept", Files.readString(daemon.mount("file")));
    }

    @Test
    void shouldUnmountOnlyWhatIsMountedAndNotInUse() throws Exception {
        // given
        daemon.start();
        ProcessHandle process = daemon.process();
        String mount = daemon.mount().toString();
        Files.writeString(daemon.mount("file"), "held");

        // when
        CommandRun busy;
        try (InputStream held = Files.newInputStream(daemon.mount("file"))) {
            busy = daemon.run("umount", mount);
            assertEquals('h', held.read());
        }
        CommandRun free = daemon.run("umount", mount);
        CommandRun again = daemon.run("umount", mount);

        // then
        assertEquals(1, busy.status());
        String self = "(process " + ProcessHandle.current().pid() + ")";
        assertTrue(busy.err().contains(self), busy::err);
        assertEquals(0, free.status(), free::err);
        assertTrue(Workplace.hasEnded(process));
        assertFalse(daemon.isMounted());
        assertEquals(1, again.status());
        assertEquals("jpmxcfs: " + mount + ": nothing is mounted here\n", again.err());
        daemon.requireIntact();
    }

    @Test
    void shouldLogEachChangeWhileDebuggingIsSwitchedOn() throws Exception {
        // given
        daemon.startInForeground();
        Path debug = daemon.mount(".debug");
        assertEquals("0\n", Files.readString(debug));

        // when
        Files.createFile(daemon.mount("quiet"));
        Files.writeString(debug, "1\n");
        String on = Files.readString(debug);
        Files.createFile(daemon.mount("told"));
        Files.writeString(debug, "0\n");
        Files.createFile(daemon.mount("quiet-again"));

        // then
        assertEquals("1\n", on);
        assertEquals("0\n", Files.readString(debug));
        assertEquals(0, daemon.terminate());
        String log = daemon.foregroundErr();
        assertTrue(log.contains("told"), log);
        assertFalse(log.contains("quiet"), log);
    }

    @Test
    void shouldFollowJournalAndClusterLogWhileTheDaemonRuns() throws Exception {
        // given: a database that would not be written soon by itself
        daemon.start("--flush-delay=1h");
        Path entries = daemon.beside("entries");
        Path lines = daemon.beside("lines");
        Process tail = daemon.startOnData(entries, "journal", "tail", "-f");
        Process log = daemon.startOnData(lines, "log", "-f", "--json");

        try {
            // when
            Until.holds("the first entry is shown", () -> holds(entries, "starting cluster log"));
            Until.holds("the first line is shown", () -> holds(lines, "starting cluster log"));
            Files.writeString(daemon.mount("followed"), "content");
            Until.holds("the new entry is shown", () -> holds(entries, "followed"));
            daemon.umount();
            daemon.start("--flush-delay=1h");

            // then
            Until.holds("the line of the second start is shown", () -> countOfLines(lines) == 2);
            Files.delete(daemon.mount("followed"));
            Until.holds("the entry after that is shown", () -> holds(entries, "delete"));
            assertTrue(tail.isAlive() && log.isAlive());
        } finally {
            tail.destroyForcibly();
            log.destroyForcibly();
        }
    }

    @Test
    void shouldListLargeDirectoriesCompletelyAndInLinearTime() throws Exception {
        // given
        daemon.start();
        Path small = createFiles("small", 1_000);
        Path large = createFiles("large", 5_000);

        // when
        long smallNanos = Long.MAX_VALUE;
        long largeNanos = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            smallNanos = Math.min(smallNanos, nanosToList(small));
            largeNanos = Math.min(largeNanos, nanosToList(large));
        }

        // then
        try (Stream<Path> names = Files.list(large)) {
            TreeSet<String> distinct =
                    names.map(path -> path.getFileName().toString())
                            .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(5_000, distinct.size());
            assertEquals("file-00000", distinct.first());
            assertEquals("file-04999", distinct.last());
        }
        double ratio = (double) largeNanos / smallNanos;
        assertTrue(ratio < 12, "five times the entries take " + ratio + " times as long");
    }

    @Test
    void shouldRefuseMoreThanTheTreeMayHoldAndLoseNothing() throws Exception {
        // given
        daemon.start();
        byte[] content = new byte[MEBIBYTE];
        for (int i = 0; i < TREE_MEBIBYTES; i++) {
            content[0] = (byte) i;
            Files.write(daemon.mount("file-" + i), content);
        }

        // when
        IOException full =
                assertThrows(
                        IOException.class,
                        () -> Files.writeString(daemon.mount("more"), "does not fit"));

        // then
        assertTrue(full.getMessage().contains("No space left"), full::toString);
        assertEquals(0, Files.size(daemon.mount("more")));
        Files.delete(daemon.mount("file-0"));
        Files.writeString(daemon.mount("more"), "fits now");
        daemon.umount();
        daemon.requireIntact();
        daemon.start();
        assertEquals("fits now", Files.readString(daemon.mount("more")));
        for (int i = 1; i < TREE_MEBIBYTES; i++) {
            content[0] = (byte) i;
            Path file = daemon.mount("file-" + i);
            assertEquals(Snapshot.sha256(content), Snapshot.sha256(Files.readAllBytes(file)));
        }
    }

    @Test
    void shouldKeepNamesThatAreNotUtf8() throws IOException {
        // given
        daemon.start();
        String create =
                "cd '%s' && mkdir $'\\xff\\xfe' && printf kept >$'\\xff\\xfe/\\x80 \\n\\t\\\\'"
                        .formatted(daemon.mount());
        String read = "cat '%s'/$'\\xff\\xfe/\\x80 \\n\\t\\\\'".formatted(daemon.mount());

        // when
        CommandRun.of("bash", "-c", create).requireSuccess();
        String before = CommandRun.of("bash", "-c", read).requireSuccess().out();
        daemon.kill();
        daemon.start();
        String replayed = CommandRun.of("bash", "-c", read).requireSuccess().out();
        daemon.umount();
        daemon.requireIntact();
        daemon.start();
        String loaded = CommandRun.of("bash", "-c", read).requireSuccess().out();

        // then
        assertEquals("kept", before);
        assertEquals("kept", replayed);
        assertEquals("kept", loaded);
    }

    @Test
    void shouldShowChangesInBuiltInFilesAtOnce() throws Exception {
        // given
        daemon.start();
        Path guests = Files.createDirectories(daemon.mount("nodes", "node1", "qemu-server"));
        Path storage = daemon.mount("storage.cfg");
        Files.createFile(storage);

        // when, then
        for (int i = 0; i < 50; i++) {
            Path guest = guests.resolve(100 + i + ".conf");
            Files.writeString(guest, "memory: 512\n");
            assertTrue(builtIn(".vmlist").at("/ids").has(String.valueOf(100 + i)));
            Files.delete(guest);
            assertFalse(builtIn(".vmlist").at("/ids").has(String.valueOf(100 + i)));

            long version = builtIn(".version").get("storage.cfg").asLong();
            Files.write(storage, new byte[] {'x'});
            assertTrue(builtIn(".version").get("storage.cfg").asLong() > version);
        }
    }

    private JsonNode builtIn(String name) throws IOException {
        return JsonMapper.builder().build().readTree(Files.readAllBytes(daemon.mount(name)));
    }

    private long lastOfJournal() throws IOException {
        String stat = daemon.runOnData("journal", "stat", "--json").requireSuccess().out();
        return JsonMapper.builder().build().readTree(stat).get("lastIndex").asLong();
    }

    private Path createFiles(String name, int count) throws IOException {
        Path directory = Files.createDirectory(daemon.mount(name));
        for (int i = 0; i < count; i++) {
            Files.createFile(directory.resolve("file-%05d".formatted(i)));
        }
        return directory;
    }

    private static long nanosToList(Path directory) throws IOException {
        long start = System.nanoTime();
        try (Stream<Path> names = Files.list(directory)) {
            assertTrue(names.count() > 0);
        }
        return System.nanoTime() - start;
    }

    private static boolean holds(Path file, String text) throws IOException {
        return Files.readString(file).contains(text);
    }

    private static long countOfLines(Path file) throws IOException {
        return Files.readString(file).lines().count();
    }
}
