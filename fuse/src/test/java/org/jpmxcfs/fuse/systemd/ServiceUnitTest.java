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

        String start =
                "ExecStart=\"/opt/100%% \\\"mine\\\"/jpmxcfs\" mount /etc/pve --foreground"
                        + " --move-stray $JPMXCFS_OPTIONS";
        assertTrue(text.lines().anyMatch(start::equals), text);
    }

    @Test
    void shouldStartACopyOfItsOwnThatABuildLeavesAlone() throws IOException {
        // given
        Path built = application("first");
        ServiceUnit unit = new ServiceUnit(root);
        assertEquals(Optional.empty(), unit.file());

        // when
        Path program = unit.write(built, built.resolve("launcher"));
        Files.writeString(built.resolve("jpmxcfs.jar"), "second");

        // then
        Path copy = root.resolve("usr/local/lib/jpmxcfs");
        assertEquals(copy.resolve("bin/jpmxcfs"), program);
        assertEquals("first", Files.readString(copy.resolve("jpmxcfs.jar")));
        Path file = root.resolve("etc/systemd/system/jpmxcfs.service");
        assertEquals(Optional.of(file), unit.file());
        assertTrue(Files.readString(file).contains("ExecStart=\"" + program + "\" mount"));

        // and
        unit.write(built, built.resolve("launcher"));
        assertEquals("second", Files.readString(copy.resolve("jpmxcfs.jar")));
        unit.write(copy, program);
        assertEquals("second", Files.readString(copy.resolve("jpmxcfs.jar")));
        unit.delete();
        assertEquals(Optional.empty(), unit.file());
        assertTrue(Files.notExists(copy));
    }

    @Test
    void shouldReplaceOnlyTheOptionsInTheFileOfDefaults() throws IOException {
        ServiceDefaults defaults = new ServiceDefaults(root);
        Files.createDirectories(defaults.file().getParent());
        Files.writeString(defaults.file(), "# mine\nJAVA_HOME=/opt/java\n");

        defaults.setOptions("--metrics=9100");
        defaults.setOptions("--metrics=9101 --debug");

        assertEquals(
                "# mine\nJAVA_HOME=/opt/java\nJPMXCFS_OPTIONS=\"--metrics=9101 --debug\"\n",
                Files.readString(defaults.file()));
    }

    @Test
    void shouldUseTheUnitOfThePackage() throws IOException {
        Path packaged = root.resolve("usr/lib/systemd/system/jpmxcfs.service");
        Files.createDirectories(packaged.getParent());
        Files.writeString(packaged, "[Unit]\n");
        ServiceUnit unit = new ServiceUnit(root);

        Path share = Path.of("/usr/share/jpmxcfs");
        unit.write(share, share.resolve("bin/jpmxcfs"));

        assertEquals(Optional.of(packaged), unit.file());
        unit.delete();
        assertEquals(Optional.of(packaged), unit.file());
    }

    private Path application(String jar) throws IOException {
        Path built = Files.createDirectories(root.resolve("built"));
        Files.createDirectories(built.resolve("lib"));
        Files.createDirectories(built.resolve("native/x86_64"));
        Files.writeString(built.resolve("jpmxcfs.jar"), jar);
        Files.writeString(built.resolve("build-id"), jar);
        Files.writeString(built.resolve("launcher"), "#!/bin/sh");
        return built;
    }
}
