package org.jpmxcfs.fuse.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The daemon as systemd sees it, as far as that can be tried without systemd running. */
@Timeout(120)
class ServiceIT {
    private static final String RECEIVER =
            "import socket, sys\n"
                    + "s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
                    + "s.bind(sys.argv[1])\n"
                    + "s.settimeout(60)\n"
                    + "print('bound', flush=True)\n"
                    + "for i in range(2):\n"
                    + "    print(s.recv(4096).decode(), flush=True)\n";

    private Daemon node;
    private Process receiver;

    @BeforeEach
    void start() throws IOException {
        node = Daemon.of(ServiceIT.class);
    }

    @AfterEach
    void stop() throws IOException {
        if (receiver != null) {
            receiver.destroyForcibly();
        }
        node.close();
    }

    @Test
    void shouldTellSystemdWhenItIsReadyAndWhenItStops() throws Exception {
        // given
        Path socket = node.beside("notify");
        Path heard = node.beside("heard");
        receiver =
                new ProcessBuilder("python3", "-c", RECEIVER, socket.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(heard.toFile())
                        .start();
        Until.holds("listening", () -> Files.readString(heard).contains("bound"));
        node.setEnvironment("NOTIFY_SOCKET", socket.toString());

        // when, then
        node.startInForeground("--no-ipc");
        Until.holds("told", () -> Files.readString(heard).contains("READY=1\nSTATUS=mounted on "));
        assertTrue(Files.exists(node.mount(".version")));
        assertEquals(0, node.terminate());
        Until.holds("told", () -> Files.readString(heard).contains("STOPPING=1\n"));
    }

    @Test
    void shouldInstallAUnitThatSystemdAccepts() throws IOException {
        // given
        String root = Files.createDirectory(node.beside("system")).toString();
        Path unit = Path.of(root, "etc/systemd/system/jpmxcfs.service");
        Path alias = unit.resolveSibling("pve-cluster.service");

        // when
        CommandRun wrong = node.run("service", "install", "--root", root, "--with=--metrix=1");
        CommandRun install =
                node.run("service", "install", "--root", root, "--with=--metrics=9100")
                        .requireSuccess();

        // then
        assertEquals(1, wrong.status(), wrong::toString);
        assertTrue(wrong.err().contains("--metrix"), wrong::toString);
        Path defaults = Path.of(root, "etc/default/jpmxcfs");
        assertEquals("JPMXCFS_OPTIONS=\"--metrics=9100\"\n", Files.readString(defaults));
        assertTrue(install.out().contains(unit.toString()), install::toString);
        assertEquals(unit.toRealPath(), linked(root, alias));
        // Its manual comes with the package only.
        CommandRun verify = CommandRun.of("systemd-analyze", "verify", "--man=no", unit.toString());
        assertEquals("", verify.err(), verify::toString);
        assertEquals(0, verify.status(), verify::toString);
        requireHardened(unit);
        CommandRun status = node.run("service", "status", "--root", root, "--json");
        assertTrue(status.out().contains("\"startsWithSystem\" : true"), status::toString);
        assertEquals(1, status.status(), status::toString); // it does not run

        // and
        node.run("service", "uninstall", "--root", root).requireSuccess();
        assertTrue(Files.notExists(unit));
        assertTrue(!Files.isSymbolicLink(alias));
        CommandRun again = node.run("service", "uninstall", "--root", root);
        assertEquals(1, again.status(), again::toString);
        assertTrue(again.err().contains("not installed"), again::toString);
    }

    // From 0, safe, to 10. The mount must be seen by all, so that a part of the settings cannot be
    // had.
    private static void requireHardened(Path unit) {
        String threshold = "--threshold=65";
        CommandRun.of("systemd-analyze", "security", "--offline=true", threshold, unit.toString())
                .requireSuccess();
    }

    // A link in another root may be absolute as seen from inside of it.
    private static Path linked(String root, Path link) throws IOException {
        Path target = Files.readSymbolicLink(link);
        Path inside = target.isAbsolute() ? Path.of(root + target) : link.resolveSibling(target);
        return inside.toRealPath();
    }
}
