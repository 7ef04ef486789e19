package org.jpmxcfs.fuse.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceUnitTest {
    @TempDir private Path root;

    @Test
    void shouldStartTheProgramWhateverItsPlaceIsCalled() throws IOException {
        String text = ServiceUnit.text(Path.of("/opt/100% \"mine\"/jpmxcfs"));

        String start = "ExecStart=\"/opt/100%% \\\"mine\\\"/jpmxcfs\" mount /etc/pve --foreground";
        assertTrue(text.lines().anyMatch(start::equals), text);
    }

    @Test
    void shouldWriteAndDeleteItsOwnFile() throws IOException {
        ServiceUnit unit = new ServiceUnit(root);
        assertEquals(Optional.empty(), unit.file());

        unit.write(Path.of("/opt/jpmxcfs"));
        Path file = root.resolve("etc/systemd/system/jpmxcfs.service");
        assertEquals(Optional.of(file), unit.file());

        unit.delete();
        assertEquals(Optional.empty(), unit.file());
    }

    @Test
    void shouldUseTheUnitOfThePackage() throws IOException {
        Path packaged = root.resolve("usr/lib/systemd/system/jpmxcfs.service");
        Files.createDirectories(packaged.getParent());
        Files.writeString(packaged, "[Unit]\n");
        ServiceUnit unit = new ServiceUnit(root);

        unit.write(Path.of("/usr/share/jpmxcfs/bin/jpmxcfs"));

        assertEquals(Optional.of(packaged), unit.file());
        unit.delete();
        assertEquals(Optional.of(packaged), unit.file());
    }
}
