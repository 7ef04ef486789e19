package org.jpmxcfs.transport.corosync.cpg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** A machine without Corosync's libraries. */
class MissingLibraryTest {
    @Test
    void shouldSayWhatToInstallWhereALibraryIsMissing() {
        // when
        CorosyncCallException refused =
                assertThrows(
                        CorosyncCallException.class,
                        () -> Corosync.load(LibCpg.class, "libcpg.so.not-there"));

        // then
        assertEquals(
                "Corosync cannot be used, no library libcpg.so.not-there: install libcpg4,"
                        + " libquorum5, libcmap4 and libcfg7",
                refused.getMessage());
    }
}
