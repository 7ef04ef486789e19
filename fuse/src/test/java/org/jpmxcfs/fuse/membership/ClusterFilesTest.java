package org.jpmxcfs.fuse.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.jpmxcfs.fuse.files.ClusterException;
import org.jpmxcfs.fuse.store.DataDirectory;
import org.jpmxcfs.transport.pki.Authority;
import org.jpmxcfs.transport.pki.Keys;
import org.jpmxcfs.transport.pki.Pem;
import org.jpmxcfs.transport.raft.node.LinkIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterFilesTest {
    private final SecureRandom random = new SecureRandom();
    private final Authority authority = Authority.create("home", random, InstantSource.system());

    @TempDir Path dir;

    @Test
    void shouldComeBackFromPrivateFiles() throws Exception {
        // given
        ClusterFiles files = ClusterFiles.in(new DataDirectory(dir));
        ClusterIdentity identity = identity("node1");

        // when
        files.create(identity, ClusterFilesTest::mark);

        // then
        assertTrue(files.exist());
        assertEquals(identity, files.load());
        assertEquals("mark", Files.readString(files.mark()));
        assertEquals("rwx------", mode(files.directory()));
        assertEquals("rw-------", mode(files.directory().resolve("node.key")));
        assertThrows(ClusterException.class, () -> files.create(identity, ClusterFilesTest::mark));
    }

    @Test
    void shouldNotBeThereWhenItsMarkCouldNotBeWritten() throws Exception {
        // given
        ClusterFiles files = ClusterFiles.in(new DataDirectory(dir));
        ClusterIdentity identity = identity("node1");

        // when
        assertThrows(
                IOException.class,
                () ->
                        files.create(
                                identity,
                                file -> {
                                    throw new IOException("disk full");
                                }));

        // then
        assertFalse(files.exist());
        files.create(identity, ClusterFilesTest::mark);
        assertEquals(identity, files.load());
    }

    @Test
    void shouldNameTheFileThatCanNotBeUsed() throws Exception {
        // given
        ClusterFiles files = ClusterFiles.in(new DataDirectory(dir));
        files.create(identity("node1"), ClusterFilesTest::mark);
        Path own = files.directory();

        // when / then
        change(own.resolve("node.key"), Pem.of(Keys.generate(random).getPrivate()));
        assertUnusable(own + "/node.key is not the key of node.crt", files);
        change(own.resolve("node.key"), "");
        assertUnusable(own + "/node.key holds no private key", files);
        Authority other = Authority.create("home", random, InstantSource.system());
        recreate(files);
        change(own.resolve("ca.crt"), Pem.of(other.certificate()));
        assertUnusable(own + "/node.crt is not issued by ca.crt", files);
        recreate(files);
        Path record = own.resolve("cluster.json");
        change(record, Files.readString(record).replace("\"node1\"", "\"node2\""));
        assertUnusable(own + "/node.crt is that of another node than cluster.json", files);
        change(record, "{}");
        assertUnusable(own + "/cluster.json is damaged", files);
        Files.delete(record);
        assertUnusable(own + "/cluster.json is missing", files);
    }

    private void recreate(ClusterFiles files) throws IOException {
        Files.move(files.directory(), dir.resolve("old-" + random.nextLong()));
        files.create(identity("node1"), ClusterFilesTest::mark);
    }

    private ClusterIdentity identity(String name) {
        KeyPair keys = Keys.generate(random);
        return new ClusterIdentity(
                "home",
                new LinkIdentity(
                        "6e3ac8a2-3a54-4a64-8cb6-b1b8b0b3b0a1",
                        -2,
                        name,
                        keys.getPrivate(),
                        authority.issue(name, keys.getPublic(), 30, InstantSource.system()),
                        authority.certificate()),
                "10.0.0.1",
                5410);
    }

    private static void mark(Path file) throws IOException {
        Files.writeString(file, "mark");
    }

    private static void assertUnusable(String beginning, ClusterFiles files) {
        String message = assertThrows(ClusterException.class, files::load).getMessage();
        assertTrue(message.startsWith(beginning + "; put the file back"), message);
    }

    private static void change(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
