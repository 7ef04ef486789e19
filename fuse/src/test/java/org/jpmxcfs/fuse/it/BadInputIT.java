package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a node can be started with that it cannot use: it ends with one line that names the thing
 * and the remedy, and changes nothing. (The lock file of the data directory does not count.)
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BadInputIT {
    private static final int FAILED = 1;
    private static final int USED_WRONGLY = 2;
    private static final String LOCK_FILE = ".lockfile";

    // As in the format of the journal's records.
    private static final int RECORD_LENGTH_AT = 4;
    private static final int RECORD_FORMAT_AT = 16;
    private static final int RECORD_MAGIC_AT = 18;

    private Daemon daemon;

    /** The first start of a build says that it prepares later ones. */
    @BeforeAll
    static void startOnce() throws IOException {
        try (Daemon first = Daemon.of(BadInputIT.class)) {
            first.start();
            first.umount();
        }
    }

    @BeforeEach
    void prepare() throws IOException {
        daemon = Daemon.of(BadInputIT.class);
    }

    @AfterEach
    void stop() throws IOException {
        daemon.close();
    }

    @Test
    void shouldRefuseAGroupThatDoesNotExist() throws IOException {
        refused(FAILED, List.of("--group", "nosuchgroup"), "group nosuchgroup", "groupadd");
    }

    @Test
    void shouldRefuseANodeNameThatNoHostCanHave() throws IOException {
        refused(FAILED, List.of("--node", "a_b"), "'a_b'", "--node=NAME");
        refused(FAILED, List.of("--node", ""), "''", "--node=NAME");
        refused(FAILED, List.of("--node", "x".repeat(64)), "xxx", "--node=NAME");
    }

    @Test
    void shouldRefuseOptionsThatItDoesNotKnow() throws IOException {
        refused(USED_WRONGLY, List.of("--durability=never"), "'never'", "'always'");
        refused(USED_WRONGLY, List.of("--grop=x"), "'--grop=x'", "mount --help");
        refused(USED_WRONGLY, List.of("surplus"), "'surplus'", "mount --help");
    }

    @Test
    void shouldRefuseAMountPointThatCanNotBeMadeOrIsAFile() throws IOException {
        Path lost = daemon.beside("missing").resolve("mnt");
        assertRefusal(start(List.of(), lost, daemon.data()), FAILED, lost + ":", "mkdir -p");
        Files.delete(daemon.mount());
        Files.createFile(daemon.mount());
        refused(FAILED, List.of(), daemon.mount() + ":", "is not a directory");
    }

    @Test
    void shouldRefuseAMountPointThatHoldsFiles() throws IOException {
        Files.createFile(daemon.mount("hidden"));
        refused(FAILED, List.of(), daemon.mount() + ":", "not empty", "move them away");
    }

    @Test
    void shouldRefuseToMountTwiceAndToShareADataDirectory() throws IOException {
        // given
        daemon.start();
        Files.createDirectory(daemon.beside("other"));

        // when, then
        assertRefusal(
                start(List.of(), daemon.mount(), daemon.beside("unused")),
                FAILED,
                daemon.mount() + ":",
                "jpmxcfs umount");
        assertRefusal(
                start(List.of(), daemon.beside("other"), daemon.data()),
                FAILED,
                daemon.data() + ":",
                "process id " + daemon.process().pid(),
                "another --data-dir");
        assertTrue(Files.notExists(daemon.beside("unused")));
        assertEquals(daemon.mount().toString(), daemon.status().get("mountPoint").asText());

        // and: nobody waits for a daemon that is stopped
        String pid = Long.toString(daemon.process().pid());
        CommandRun.of("kill", "-STOP", pid).requireSuccess();
        try {
            assertRefusal(
                    start(List.of(), daemon.mount(), daemon.beside("unused")),
                    FAILED,
                    daemon.mount() + ":",
                    "does not answer",
                    "jpmxcfs umount --lazy");
        } finally {
            CommandRun.of("kill", "-CONT", pid);
        }
    }

    @Test
    void shouldRefuseADataDirectoryThatCanNotBeMade() throws IOException {
        for (Path unusable : List.of(Path.of("/proc/jpmxcfs"), Path.of("/dev/null/jpmxcfs"))) {
            CommandRun run = start(List.of(), daemon.mount(), unusable);
            assertRefusal(run, FAILED, unusable + ":", "check the path");
            assertTrue(!run.err().contains("Exception"), run.err());
        }
    }

    @Test
    void shouldRefuseAFileInThePlaceOfTheJournal() throws IOException {
        Files.createFile(daemon.data("journal"));
        refused(FAILED, List.of(), daemon.data("journal") + " is a file", "move it");
    }

    @Test
    void shouldRefuseForeignFilesInTheJournal() throws IOException {
        Path journal = Files.createDirectory(daemon.data("journal"));
        Path foreign = Files.writeString(journal.resolve("20260102-0304.cq4"), "a diary");
        refused(FAILED, List.of(), foreign + " holds nothing of a journal", "move it");

        Files.move(foreign, journal.resolve("notes.txt"));
        refused(FAILED, List.of(), journal + "/notes.txt is no part of a journal", "move it");
    }

    @Test
    void shouldRefuseAJournalOfANewerVersion() throws IOException {
        makeState();
        Path segment = newestSegment();
        byte[] bytes = Files.readAllBytes(segment);
        ByteBuffer record = firstRecord(bytes);
        record.put(RECORD_FORMAT_AT, (byte) 99);
        putChecksum(record);
        Files.write(segment, bytes);

        refused(FAILED, List.of(), segment.toString(), "newer version");
    }

    @Test
    void shouldRefuseADatabaseThatIsNone() throws IOException {
        Path database = Files.writeString(daemon.data("config.db"), "a diary, not a database");
        refused(FAILED, List.of(), database.toString(), "not an SQLite database", "db import");
    }

    @Test
    void shouldRefuseTheDatabaseOfAnotherProgram() throws IOException {
        Path database = daemon.data("config.db");
        CommandRun.of("sqlite3", database.toString(), "CREATE TABLE a(b)").requireSuccess();
        refused(FAILED, List.of(), database.toString(), "another program", "--data-dir");
    }

    @Test
    void shouldRefuseADamagedDatabaseThatNoJournalCanReplace() throws IOException {
        Path database = daemon.data("config.db");
        byte[] bytes = Files.readAllBytes(RecordedTree.DATABASE);
        Arrays.fill(bytes, bytes.length / 4, bytes.length / 2, (byte) 0x5a);
        Files.write(database, bytes);
        refused(FAILED, List.of(), database.toString(), "damaged", "db import");
    }

    @Test
    void shouldRefuseWhenDatabaseAndJournalAreBothDamaged() throws IOException {
        makeState();
        Path segment = newestSegment();
        byte[] bytes = Files.readAllBytes(segment);
        ByteBuffer record = firstRecord(bytes);
        int payloadAt = record.arrayOffset() + record.getInt(RECORD_LENGTH_AT) - 1;
        bytes[payloadAt] ^= 0x55;
        Files.write(segment, bytes);
        Files.writeString(daemon.data("config.db"), "a diary, not a database");

        refused(FAILED, List.of(), daemon.data().toString());
    }

    private void refused(int status, List<String> options, String... texts) throws IOException {
        Map<String, String> before = snapshot();
        assertRefusal(start(options, daemon.mount(), daemon.data()), status, texts);
        assertEquals(before, snapshot());
    }

    private static void assertRefusal(CommandRun run, int status, String... texts) {
        assertEquals(status, run.status(), run::toString);
        assertEquals("", run.out());
        assertEquals(1, run.err().lines().count(), run::err);
        assertTrue(run.err().startsWith("jpmxcfs: "), run::err);
        Stream.of(texts).forEach(text -> assertTrue(run.err().contains(text), run::err));
    }

    private CommandRun start(List<String> options, Path mount, Path data) {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("mount", mount.toString(), "--data-dir", data.toString()));
        arguments.addAll(List.of("--run-dir", daemon.beside("run").toString(), "--local"));
        arguments.addAll(options);
        return daemon.run(arguments.toArray(String[]::new));
    }

    private Map<String, String> snapshot() throws IOException {
        Map<String, String> found = Snapshot.of(daemon.data().getParent());
        found.keySet().removeIf(path -> path.endsWith(LOCK_FILE));
        return found;
    }

    private void makeState() throws IOException {
        daemon.start();
        for (int i = 0; i < 10; i++) {
            Files.writeString(daemon.mount("file-" + i), "content " + i);
        }
        daemon.umount();
    }

    private Path newestSegment() throws IOException {
        try (Stream<Path> files = Files.list(daemon.data("journal"))) {
            return files.filter(file -> file.toString().endsWith(".cq4"))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    /** The record around the first "jp", which all of them have at the same place. */
    private static ByteBuffer firstRecord(byte[] segment) {
        int at = 0;
        while (segment[at + RECORD_MAGIC_AT] != 'j' || segment[at + RECORD_MAGIC_AT + 1] != 'p') {
            at++;
        }
        return ByteBuffer.wrap(segment, at, segment.length - at)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void putChecksum(ByteBuffer record) {
        CRC32C checksum = new CRC32C();
        int length = record.getInt(RECORD_LENGTH_AT);
        checksum.update(record.slice(RECORD_LENGTH_AT, length - RECORD_LENGTH_AT));
        record.putInt(0, (int) checksum.getValue());
    }
}
