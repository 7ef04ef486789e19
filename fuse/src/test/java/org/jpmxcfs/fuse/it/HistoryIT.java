package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** Looking back, and going back, beside a node that runs. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HistoryIT {
    private static final String GUEST = "qemu-server/100.conf";

    private Daemon daemon;

    @BeforeEach
    void prepare() throws IOException {
        daemon = Daemon.of(HistoryIT.class);
        daemon.start();
        Files.createDirectories(daemon.mount("nodes/node1/qemu-server"));
        Files.createDirectories(daemon.mount("nodes/node2/qemu-server"));
    }

    @AfterEach
    void stop() throws IOException {
        daemon.close();
    }

    @Test
    void shouldTellAndBringBackAGuestThatMovedAndWasDeleted() throws Exception {
        // given
        Path guest = daemon.mount(GUEST);
        Files.writeString(guest, "cores: 1\n");
        Files.writeString(guest, "cores: 2\n");
        long then = lastIndex();
        Path moved = daemon.mount("nodes/node2", GUEST);
        Files.move(daemon.mount("nodes/node1", GUEST), moved, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(moved);

        // when
        List<String> history = daemon.run("history", guest.toString()).out().lines().toList();
        CommandRun shown = daemon.run("show", guest.toString(), "--at=" + then);
        CommandRun diff = daemon.run("diff", guest.toString(), "--from=" + then);
        CommandRun dry = daemon.run("restore", guest.toString(), "--at=" + then, "--dry-run");
        boolean isThereAfterDryRun = Files.exists(guest);
        CommandRun restored = daemon.run("restore", guest.toString(), "--at=" + then);

        // then
        assertTrue(history.get(1).contains("node1       create"), history::toString);
        assertTrue(history.get(history.size() - 2).contains("rename"), history::toString);
        assertTrue(history.get(history.size() - 1).contains("delete"), history::toString);
        assertEquals(new CommandRun(0, "cores: 2\n", ""), shown);
        assertTrue(diff.out().endsWith("-cores: 2\n"), diff::toString);
        assertFalse(isThereAfterDryRun);
        assertEquals("create   nodes/node1/" + GUEST + "  9 bytes\n", restored.out());
        assertEquals(restored, dry);
        assertEquals("cores: 2\n", Files.readString(guest));
    }

    @Test
    void shouldBringBackADirectoryAndSayWhichFileTheRulesForbid() throws Exception {
        // given
        Path firewall = Files.createDirectory(daemon.mount("firewall"));
        Files.writeString(firewall.resolve("cluster.fw"), "a");
        Files.writeString(firewall.resolve("100.fw"), "b");
        Files.writeString(daemon.mount(GUEST), "cores: 1\n");
        long then = lastIndex();
        Files.writeString(firewall.resolve("100.fw"), "changed");
        Files.delete(firewall.resolve("cluster.fw"));
        Files.writeString(firewall.resolve("new.fw"), "c");
        Files.move(daemon.mount("nodes/node1", GUEST), daemon.mount("nodes/node2", GUEST));

        // when
        CommandRun restored = daemon.run("restore", firewall.toString(), "--at=" + then);
        CommandRun forbidden =
                daemon.run("restore", daemon.mount("nodes/node1").toString(), "--at=" + then);

        // then
        assertEquals(
                """
                keep     firewall/new.fw
                replace  firewall/100.fw  7 -> 1 bytes
                create   firewall/cluster.fw  1 bytes
                """,
                restored.out());
        assertEquals("a", Files.readString(firewall.resolve("cluster.fw")));
        assertEquals("b", Files.readString(firewall.resolve("100.fw")));
        assertEquals(1, forbidden.status());
        assertTrue(
                forbidden.out().contains("this guest is configured elsewhere"),
                forbidden::toString);
        try (Stream<Path> files = Files.list(daemon.mount("nodes/node1/qemu-server"))) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void shouldMountAPastStateReadOnlyBesideTheLiveOne() throws Exception {
        // given
        Files.writeString(daemon.mount(GUEST), "cores: 1\n");
        Files.createDirectory(daemon.mount("priv"));
        Files.writeString(daemon.mount("priv/secret"), "s");
        Map<String, String> treeThen = tree(daemon.mount());
        long then = lastIndex();
        Files.writeString(daemon.mount(GUEST), "cores: 2\n");
        Path past = Files.createDirectory(daemon.beside("then"));

        // when
        daemon.runOnData("mount", past.toString(), "--at=" + then, "--node=node1").requireSuccess();

        // then
        assertEquals(treeThen, tree(past));
        assertEquals("cores: 1\n", Files.readString(past.resolve(GUEST)));
        assertEquals("cores: 2\n", Files.readString(daemon.mount(GUEST)));
        Path file = past.resolve("nodes/node1").resolve(GUEST);
        assertReadOnly(() -> Files.writeString(file, "x"));
        assertReadOnly(() -> Files.writeString(past.resolve("new"), "x"));
        assertReadOnly(() -> Files.delete(file));
        assertReadOnly(() -> Files.move(file, past.resolve("new")));
        assertReadOnly(() -> Files.createDirectory(past.resolve("new")));
        assertReadOnly(() -> Files.setLastModifiedTime(file, Files.getLastModifiedTime(past)));
        assertReadOnly(
                () ->
                        Files.setPosixFilePermissions(
                                file, PosixFilePermissions.fromString("rw-r-----")));
        daemon.run("umount", past.toString()).requireSuccess();
        Files.writeString(daemon.mount(GUEST), "cores: 3\n");
    }

    @Test
    void shouldStartOnANewMachineFromABackupThatWasMadeWhileRunning() throws Exception {
        // given: changes up to the moment of the backup, which the database does not hold yet
        for (int i = 0; i < 300; i++) {
            Files.writeString(
                    daemon.mount("nodes/node1/qemu-server", (100 + i) + ".conf"), "c" + i);
        }
        Path backup = daemon.beside("backup.db");
        daemon.runOnData("db", "backup", backup.toString()).requireSuccess();
        Map<String, String> before = tree(daemon.mount());
        daemon.kill();

        // when: as the manual of Proxmox VE says, under the same host name
        newMachineWith(backup);

        // then
        assertEquals("rw-------", PosixFilePermissions.toString(permissions(backup)));
        assertEquals(
                "ok\n",
                CommandRun.of("sqlite3", backup.toString(), "PRAGMA integrity_check").out());
        assertEquals(
                "tree\n",
                CommandRun.of("sqlite3", backup.toString(), ".tables").out().strip() + "\n");
        assertEquals(before, tree(daemon.mount()));
        Files.writeString(daemon.mount("nodes/node1/qemu-server/100.conf"), "goes on");
        daemon.umount();
        daemon.requireIntact();
    }

    @Test
    void shouldStartOnANewMachineFromTheDatabaseOfAStoppedNode() throws Exception {
        // given
        Files.writeString(daemon.mount(GUEST), "cores: 1\n");
        Map<String, String> before = tree(daemon.mount());
        daemon.umount();
        Path saved = Files.copy(daemon.data("config.db"), daemon.beside("saved.db"));

        // when
        newMachineWith(saved);

        // then
        assertEquals(before, tree(daemon.mount()));
        Files.writeString(daemon.mount(GUEST), "goes on");
        daemon.umount();
        daemon.requireIntact();
    }

    @Test
    void shouldRebuildTheLiveDatabaseRowByRow() throws Exception {
        // given
        for (int i = 0; i < 50; i++) {
            Files.writeString(daemon.mount("f" + i % 7), "content " + i);
            Files.move(
                    daemon.mount("f" + i % 7),
                    daemon.mount("g" + i % 5),
                    StandardCopyOption.ATOMIC_MOVE);
        }
        daemon.umount();

        // when
        Path rebuilt = daemon.beside("rebuilt.db");
        daemon.runOnData("replay", "--to=now", "--into=" + rebuilt).requireSuccess();

        // then
        String rows = "SELECT *, hex(data) FROM tree ORDER BY inode";
        assertEquals(
                CommandRun.of("sqlite3", daemon.data("config.db").toString(), rows),
                CommandRun.of("sqlite3", rebuilt.toString(), rows));
    }

    @Test
    void shouldWatchChangesAsTheyHappen() throws Exception {
        // given
        Path out = daemon.beside("watch.out");
        Process watch = daemon.startOnData(out, "watch", "nodes/*/qemu-server", "--json");
        try {
            // At once, while it still comes up.
            Files.writeString(daemon.mount(GUEST), "cores: 1\n");
            Until.holds("the first change is told", () -> Files.size(out) > 0);

            // when
            Files.writeString(daemon.mount("not-asked-for"), "x");
            Files.delete(daemon.mount(GUEST));

            // then
            Until.holds("told", () -> Files.readString(out).contains("\"kind\":\"delete\""));
            assertFalse(Files.readString(out).contains("not-asked-for"));
        } finally {
            watch.destroyForcibly();
        }
    }

    private void newMachineWith(Path database) throws IOException {
        daemon.close();
        try (Stream<Path> old = Files.walk(daemon.data())) {
            for (Path file : old.sorted((a, b) -> b.compareTo(a)).toList()) {
                if (!file.equals(daemon.data())) {
                    Files.delete(file);
                }
            }
        }
        Files.copy(database, daemon.data("config.db"));
        daemon.start();
    }

    private long lastIndex() throws IOException {
        return daemon.status().at("/journal/lastIndex").asLong();
    }

    private static Set<PosixFilePermission> permissions(Path file) throws IOException {
        return Files.getPosixFilePermissions(file);
    }

    /** What is in the tree; the special files are none of it. */
    private static Map<String, String> tree(Path mount) throws IOException {
        Map<String, String> found = Snapshot.of(mount);
        found.keySet().removeIf(name -> name.startsWith("."));
        return found;
    }

    private static void assertReadOnly(Executable change) {
        FileSystemException refused = assertThrows(FileSystemException.class, change);
        assertTrue(refused.getMessage().endsWith("Read-only file system"), refused::toString);
    }
}
