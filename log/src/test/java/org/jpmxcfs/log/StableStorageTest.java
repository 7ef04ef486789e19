package org.jpmxcfs.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StableStorageTest {
    @TempDir Path temp;

    @Test
    void shouldHoldTheNewContentAloneWhenAFileIsReplaced() throws IOException {
        // given
        Path file = temp.resolve("file");
        StableStorage.replace(file, "first and longer".getBytes());
        Files.writeString(
                temp.resolve("file.new"), "left by a failure, and longer than the second");
        // when
        StableStorage.replace(file, "second".getBytes());
        // then
        assertEquals("second", Files.readString(file));
        assertEquals(List.of("file"), names());
    }

    @Test
    void shouldLeaveTheOldContentWhenTheNewOneCanNotBeWritten() throws IOException {
        // given
        Path file = temp.resolve("file");
        StableStorage.replace(file, "first".getBytes());
        Files.createDirectory(temp.resolve("file.new"));
        // when
        assertThrows(IOException.class, () -> StableStorage.replace(file, "second".getBytes()));
        // then
        assertEquals("first", Files.readString(file));
    }

    @Test
    void shouldMakeAFileWithItsRightsOnlyWhereThereIsNone() throws IOException {
        // given
        Path file = temp.resolve("file");
        FileAttribute<?> ownerOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        // when
        StableStorage.create(file, "secret".getBytes(), ownerOnly);
        StableStorage.sync(temp);
        // then
        assertEquals("secret", Files.readString(file));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertThrows(
                FileAlreadyExistsException.class,
                () -> StableStorage.create(file, "other".getBytes()));
        assertEquals("secret", Files.readString(file));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(temp)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
