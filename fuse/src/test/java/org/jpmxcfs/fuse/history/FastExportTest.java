package org.jpmxcfs.fuse.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jpmxcfs.fuse.ops.Permissions;
import org.jpmxcfs.fuse.store.DataDirectory;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.JournalConfig;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.materializer.history.HistoryException;
import org.jpmxcfs.materializer.history.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Histories that the real git takes in. */
class FastExportTest {
    private static final String ON_A = "nodes/a/qemu-server/100.conf";
    private static final String ON_B = "nodes/b/qemu-server/100.conf";
    private static final String ODD = "od\"d \\ n\u00e4me";
    private static final long START_MILLIS = 1_790_000_000_000L;
    private static final long LATER = START_MILLIS + 86_400_000;

    @TempDir private Path directory;
    private final List<Entry> entries = new ArrayList<>();
    private long millis = START_MILLIS;

    @BeforeEach
    void writeJournal() throws IOException {
        for (String path : List.of("nodes", "nodes/a", "nodes/b", "priv")) {
            add(1, new Mutation.MakeDirectory(Location.of(path)));
        }
        add(1, new Mutation.MakeDirectory(Location.of("nodes/a/qemu-server")));
        add(1, new Mutation.MakeDirectory(Location.of("nodes/b/qemu-server")));
        add(60_000, new Mutation.Create(Location.of(ON_A))); // 7
        add(10, write(ON_A, "cores: 1\nmemory: 512\nname: a\n"));
        add(60_000, new Mutation.Create(Location.of(ON_A + ".tmp"))); // 9
        add(10, write(ON_A + ".tmp", "cores: 2\nmemory: 512\nname: a\n"));
        add(10, new Mutation.Rename(Location.of(ON_A + ".tmp"), Location.of(ON_A)));
        add(60_000, new Mutation.Create(Location.of("priv/secret"))); // 12
        add(10, write("priv/secret", "hidden"));
        add(60_000, new Mutation.Rename(Location.of(ON_A), Location.of(ON_B))); // 14
        add(60_000, new Mutation.Create(Location.of(Names.ofText(ODD)))); // 15
        add(60_000, new Mutation.Create(Location.of("gone"))); // 16
        add(60_000, new Mutation.Delete(Location.of("gone"))); // 17
        append(entries);
    }

    @Test
    void shouldGiveGitWhatHappened() throws Exception {
        // when
        Path repository = repository("at-once");
        OpenPast.Exported exported = take(repository, OptionalLong.empty(), Permissions::isPrivate);

        // then
        assertEquals(new OpenPast.Exported(17, 6), exported);
        git(repository, "fsck", "--strict");
        assertEquals(
                "Move %s to %s\nChange %s\nChange %s\n".formatted(ON_A, ON_B, ON_A, ON_A),
                git(repository, "log", "--follow", "--format=%s", "main", "--", ON_B));
        assertEquals("cores: 1\nmemory: 512\nname: a\n", git(repository, "show", "main~5:" + ON_A));
        assertEquals(
                "nodes/b/qemu-server/100.conf\n\"od\\\"d \\\\ n\\303\\244me\"\n",
                git(repository, "ls-tree", "-r", "--name-only", "main~2"));
        assertEquals(
                "Entries: 9-11",
                git(repository, "log", "-1", "--format=%(trailers)", "main~4").strip());
        assertTrue(
                git(repository, "log", "-1", "--format=%an %at", "main").startsWith("0 1790000"));
        assertEquals("", git(repository, "log", "--all", "-S", "hidden", "--format=%h"));
    }

    @Test
    void shouldGiveTheSameCommitsBitByBit() throws Exception {
        // given
        Path atOnce = repository("at-once");
        take(atOnce, OptionalLong.empty(), name -> false);

        // when
        Path bitByBit = repository("bit-by-bit");
        Path other = directory.resolve("shorter");
        OptionalLong since = OptionalLong.empty();
        for (int count : List.of(8, 11, 13, 17)) {
            append(other, entries.subList(0, count));
            OpenPast.Exported exported = take(other, bitByBit, since, name -> false, LATER);
            assertEquals(count, exported.index());
            since = OptionalLong.of(exported.index());
        }

        // then
        assertEquals(
                git(atOnce, "rev-list", "main"),
                git(bitByBit, "rev-list", "main"),
                "ids of the commits");
        assertEquals("hidden", git(bitByBit, "show", "main:priv/secret"));
    }

    @Test
    void shouldWaitForWhatMayNotBeOverYet() throws Exception {
        // given
        Path repository = repository("early");
        long now = entries.get(16).timeMillis() + 999;

        // when
        OpenPast.Exported early =
                take(directory, repository, OptionalLong.empty(), name -> false, now);
        OpenPast.Exported late =
                take(directory, repository, OptionalLong.of(16), name -> false, now + 1);

        // then
        assertEquals(16, early.index());
        assertEquals(new OpenPast.Exported(17, 1), late);
    }

    @Test
    void shouldRefuseToGoOnBehindTheEnd() {
        assertThrows(
                HistoryException.class,
                () -> take(directory, OptionalLong.of(18), Permissions::isPrivate));
    }

    private void add(long afterMillis, Mutation mutation) {
        millis += afterMillis;
        entries.add(new Entry(entries.size() + 1, 0, 0, 0, millis, mutation));
    }

    private static Mutation write(String path, String text) {
        return new Mutation.Write(Location.of(path), 0, text.getBytes(StandardCharsets.US_ASCII));
    }

    private void append(List<Entry> all) throws IOException {
        append(directory, all);
    }

    private static void append(Path data, List<Entry> all) throws IOException {
        JournalConfig config = JournalConfig.of(new DataDirectory(data).journal(), "boot");
        try (ChronicleJournal journal = ChronicleJournal.open(config, InstantSource.system())) {
            for (Entry entry : all.subList((int) journal.lastIndex(), all.size())) {
                journal.append(entry);
            }
        }
    }

    private OpenPast.Exported take(Path repository, OptionalLong since, Predicate<String> excluded)
            throws Exception {
        return take(directory, repository, since, excluded, LATER);
    }

    private static OpenPast.Exported take(
            Path data,
            Path repository,
            OptionalLong since,
            Predicate<String> excluded,
            long nowMillis)
            throws Exception {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        OpenPast.Exported exported;
        try (OpenPast past = OpenPast.of(new DataDirectory(data))) {
            exported = past.exportForGit(stream, since, excluded, nowMillis, Progress.NONE);
        }
        Path file = Files.write(repository.resolve("stream"), stream.toByteArray());
        run(repository, file, List.of("git", "fast-import", "--quiet"));
        return exported;
    }

    private Path repository(String name) throws Exception {
        Path repository = Files.createDirectory(directory.resolve(name));
        git(repository, "init", "--quiet", "--bare");
        return repository;
    }

    private static String git(Path repository, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        Collections.addAll(command, arguments);
        return run(repository, Path.of("/dev/null"), command);
    }

    private static String run(Path repository, Path input, List<String> command) throws Exception {
        Process process =
                new ProcessBuilder(command)
                        .directory(repository.toFile())
                        .redirectInput(input.toFile())
                        .redirectErrorStream(true)
                        .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> command + ": " + out);
        return out;
    }
}
