package org.jpmxcfs.fuse.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionsTest {
    @ParameterizedTest
    @CsvSource({
        "f, 640",
        "priv, 600",
        "priv/f, 600",
        "priv/acme/f, 600",
        "privat/f, 640",
        "priv2, 640",
        "nodes/n1/priv, 600",
        "nodes/n1/priv/f, 600",
        "nodes/priv/f, 640",
        "sub/priv/f, 640",
        "nodes/n1/sub/priv/f, 640",
        "nodes/n1/private/f, 640",
        "100.mount, 740",
        "vps.umount, 740",
        "1.start, 740",
        "d/9.stop, 740",
        "5.premount, 740",
        "5.postumount, 740",
        "priv/7.start, 700",
        "0.start, 640",
        "x.start, 640",
        "1.restart, 640",
        "100.start.x, 640"
    })
    void shouldGiveFilesTheModeOfTheirPath(String path, String octal) {
        assertEquals(octal, Integer.toOctalString(Permissions.ofFile(path, true)));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 755",
        "nodes, 755",
        "nodes/priv, 755",
        "nodes/priv/priv, 700",
        "priv, 700",
        "priv/lock/a, 700",
        "nodes/n1/priv/a/b, 700"
    })
    void shouldGiveDirectoriesTheModeOfTheirPath(String path, String octal) {
        assertEquals(octal, Integer.toOctalString(Permissions.ofDirectory(path, true)));
    }

    @ParameterizedTest
    @CsvSource({"f, 440, 555", "priv/f, 400, 500"})
    void shouldTakeAwayAllWriteBitsWithoutQuorum(String path, String file, String directory) {
        assertEquals(file, Integer.toOctalString(Permissions.ofFile(path, false)));
        assertEquals(directory, Integer.toOctalString(Permissions.ofDirectory(path, false)));
    }
}
