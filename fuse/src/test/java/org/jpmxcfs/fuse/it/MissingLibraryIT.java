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

/** A node on a machine whose libqb and librrd cannot be loaded. */
@Timeout(120)
class MissingLibraryIT {
    private Daemon node;

    @BeforeEach
    void make() throws IOException {
        node = Daemon.of(MissingLibraryIT.class);
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
    }

    @Test
    void shouldWarnOnceAndServeTheMountWhenLibqbIsMissing() throws Exception {
        // given: the linker finds these first, and that they are no libraries
        Path libraries = Files.createDirectory(node.beside("libraries"));
        Files.createFile(libraries.resolve("libqb.so.100"));
        Files.createFile(libraries.resolve("librrd.so.8"));
        node.setEnvironment("LD_LIBRARY_PATH", libraries.toString());

        // when
        node.startInForeground("--ipc-service", ServingNode.SERVICE + "-none");

        // then
        Files.writeString(node.mount("x"), "y");
        assertEquals("y", Files.readString(node.mount("x")));
        assertTrue(Files.readString(node.mount(".version")).contains("starttime"));
        assertEquals("", node.status().at("/ipc/service").asText("?"));
        String log = node.foregroundErr();
        assertEquals(1, log.lines().filter(line -> line.contains("WARN")).count(), log);
        assertTrue(log.contains("install libqb100"), log);
        assertEquals(0, node.terminate());
    }
}
