package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The life of the package on a system that systemd has booted: install, start, a crash, an upgrade
 * under a reading client, a refused start, remove, reinstall and purge. One boot for all of it.
 */
@Timeout(1_200)
class SystemdIT {
    private static final Path PACKAGE = Path.of("target/jpmxcfs.deb").toAbsolutePath();
    private static final String UNIT = "jpmxcfs.service";
    private static final String NEWER = "2.0.0";

    /** Reads the mount all the time; prints the longest time in which that failed, milliseconds. */
    private static final String READER =
            """
            last=${EPOCHREALTIME/./} longest=0
            until [[ -e /run/enough ]]; do
                if { read -r line </etc/pve/probe; } 2>/dev/null; then
                    now=${EPOCHREALTIME/./}
                    ((now - last <= longest)) || longest=$((now - last))
                    last=$now
                fi
                read -r -t 0.002 <>"$1" || true
            done
            echo $((longest / 1000))
            """;

    private Path shared;
    private BootedSystem system;

    @BeforeEach
    void boot() throws IOException {
        Path root = Workplace.fresh(SystemdIT.class);
        shared = Files.createDirectory(root.resolve("shared"));
        Files.copy(PACKAGE, shared.resolve("jpmxcfs.deb"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(shared.resolve("reader"), READER);
        makeNewerPackage(root.resolve("newer"));
        system = BootedSystem.boot(shared, root.resolve("boot.log"));
    }

    @AfterEach
    void shutDown() {
        if (system != null) {
            system.close();
        }
    }

    @Test
    void shouldServeThroughItsWholeLifeAsAPackage() throws Exception {
        installAndStart();
        comeBackAfterAKill();
        watchAndBackUp();
        serveAsAMember();
        upgradeUnderAReader();
        refuseWithoutEnd();
        removeAndReinstall();
        purge();
    }

    private void installAndStart() {
        // The package alone starts nothing.
        install("jpmxcfs.deb");
        assertEquals("inactive", state());

        run("jpmxcfs", "service", "install", "--with=--metrics=9100").requireSuccess();
        run("systemctl", "start", UNIT).requireSuccess();

        assertEquals("active", state());
        write("/etc/pve/probe", "served");
        assertEquals("served\n", run("cat", "/etc/pve/probe").out());
        assertTrue(run("cat", "/proc/net/unix").out().contains("@pve2"));
        String mounted = run("journalctl", "-u", UNIT, "-p", "6..6", "-o", "cat").out();
        assertTrue(mounted.contains("/etc/pve: mounted"), mounted);
        assertEquals("", run("journalctl", "-u", UNIT, "-p", "3", "-o", "cat", "-q").out());
    }

    private void comeBackAfterAKill() {
        String before = mainProcess();
        run("kill", "-9", before).requireSuccess();
        Until.holds("another process", () -> isServing() && !mainProcess().equals(before));
        assertEquals("served\n", run("cat", "/etc/pve/probe").out());
    }

    private void watchAndBackUp() {
        assertEquals("OK: serving\n", run("jpmxcfs", "health").out());
        String mounts = run("jpmxcfs", "status").requireSuccess().out();
        assertTrue(mounts.contains("/etc/pve") && mounts.contains("serving"), mounts);
        CommandRun elsewhere = run("jpmxcfs", "status", "/mnt");
        assertTrue(elsewhere.err().contains("it is mounted at /etc/pve"), elsewhere::toString);

        write("/etc/default/jpmxcfs", "JPMXCFS_BACKUPS=/var/kept\\nJPMXCFS_BACKUPS_KEPT=1");
        for (int i = 0; i < 2; i++) {
            run("systemctl", "start", "jpmxcfs-backup.service").requireSuccess();
        }
        assertEquals(1, run("ls", "/var/kept").out().lines().count());
    }

    // Links need sockets, and a member writes a copy of corosync.conf: both under the unit's
    // hardening.
    private void serveAsAMember() {
        write("/etc/hosts", "127.0.1.1 $(hostname)");
        run("systemctl", "stop", UNIT).requireSuccess();
        run("jpmxcfs", "cluster", "create", "home", "--address=127.0.1.1").requireSuccess();
        run("systemctl", "start", UNIT).requireSuccess();
        String status = run("jpmxcfs", "status", "/etc/pve", "--json").requireSuccess().out();
        assertTrue(status.contains("leader"), status);
        write("/etc/pve/probe", "agreed");
    }

    private void upgradeUnderAReader() throws Exception {
        Path gap = shared.resolveSibling("gap");
        String before = mainProcess();
        Process reader =
                system.start(
                        gap, "sh", "-c", "mkfifo /run/still; exec bash /shared/reader /run/still");
        install("newer.deb");
        assertTrue(isServing());
        assertTrue(!mainProcess().equals(before));
        run("touch", "/run/enough").requireSuccess();
        assertEquals(0, reader.waitFor());
        System.out.println(
                "BENCH upgrade under a reading client: longest gap "
                        + Files.readString(gap).strip()
                        + " ms");
        String version = run("dpkg-query", "--show", "--showformat=${Version}", "jpmxcfs").out();
        assertEquals(NEWER, version);
        assertEquals("agreed\n", run("cat", "/etc/pve/probe").out());
    }

    private void refuseWithoutEnd() {
        String settings = "/run/systemd/system/jpmxcfs.service.d";
        run("mkdir", "-p", settings).requireSuccess();
        write(
                settings + "/few.conf",
                "[Unit]\nStartLimitBurst=2\n[Service]\nEnvironment=JPMXCFS_OPTIONS=");
        write("/etc/default/jpmxcfs", "JPMXCFS_OPTIONS=--group=nobody-has-this");
        run("systemctl", "daemon-reload").requireSuccess();
        run("systemctl", "stop", UNIT).requireSuccess();

        run("systemctl", "start", UNIT);

        Until.holds("given up", () -> state().equals("failed"));
        assertEquals(2, run("jpmxcfs", "health").status());
        String errors = run("journalctl", "-u", UNIT, "-p", "3", "-o", "cat", "-q").out();
        assertTrue(
                errors.contains("jpmxcfs: group nobody-has-this: there is no such group"), errors);
        write("/etc/default/jpmxcfs", "JPMXCFS_OPTIONS=");
        run("systemctl", "reset-failed", UNIT).requireSuccess();
        run("systemctl", "start", UNIT).requireSuccess();
        assertTrue(isServing());
    }

    private void removeAndReinstall() {
        CommandRun removed = run("apt-get", "remove", "-y", "jpmxcfs").requireSuccess();

        assertTrue(removed.out().contains("/var/lib/pve-cluster stays"), removed::toString);
        assertTrue(run("mountpoint", "-q", "/etc/pve").status() != 0);
        assertTrue(run("test", "-L", "/etc/systemd/system/pve-cluster.service").status() != 0);

        install("newer.deb");
        Until.holds("enabled and started again", this::isServing);
        assertEquals("enabled\n", run("systemctl", "is-enabled", UNIT).out());
        assertEquals("agreed\n", run("cat", "/etc/pve/probe").out());
    }

    private void purge() {
        CommandRun purged = run("apt-get", "purge", "-y", "jpmxcfs").requireSuccess();

        assertTrue(purged.out().contains("/var/lib/pve-cluster stays"), purged::toString);
        run("test", "-e", "/var/lib/pve-cluster/config.db").requireSuccess();
        assertTrue(run("test", "-e", "/var/cache/jpmxcfs").status() != 0);
        assertTrue(run("test", "-e", "/etc/default/jpmxcfs").status() != 0);
    }

    private void install(String name) {
        run("apt-get", "install", "-y", "--no-install-recommends", "/shared/" + name)
                .requireSuccess();
    }

    private boolean isServing() {
        return state().equals("active") && run("test", "-e", "/etc/pve/.version").status() == 0;
    }

    private String state() {
        return run("systemctl", "is-active", UNIT).out().strip();
    }

    private String mainProcess() {
        return run("systemctl", "show", "--value", "--property=MainPID", UNIT).out().strip();
    }

    private void write(String file, String line) {
        run("sh", "-c", "printf '%b\\n' \"" + line + "\" >" + file).requireSuccess();
    }

    private CommandRun run(String... command) {
        return system.run(command);
    }

    private void makeNewerPackage(Path unpacked) throws IOException {
        CommandRun.of("dpkg-deb", "--raw-extract", PACKAGE.toString(), unpacked.toString())
                .requireSuccess();
        Path control = unpacked.resolve("DEBIAN/control");
        String text = Files.readString(control);
        Files.writeString(control, text.replaceFirst("(?m)^Version: .*", "Version: " + NEWER));
        // Another build, as an archive of classes sees it.
        Files.writeString(unpacked.resolve("usr/share/jpmxcfs/build-id"), NEWER + '\n');
        String newer = shared.resolve("newer.deb").toString();
        CommandRun.of("dpkg-deb", "--root-owner-group", "-Znone", "-b", unpacked.toString(), newer)
                .requireSuccess();
    }
}
