package org.jpmxcfs.transport.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeAddressTest {
    @Test
    void shouldTakeFirstAddressThatIsNotLoopback() {
        assertEquals(Optional.of("10.0.0.1"), of("127.0.1.1", "10.0.0.1", "10.0.0.2"));
        assertEquals(Optional.of("fd00:0:0:0:0:0:0:1"), of("::1", "fd00::1"));
    }

    @Test
    void shouldHaveNoAddressWhenNameMeansThisMachineOnly() {
        assertEquals(Optional.empty(), of("127.0.1.1", "::1"));
    }

    @Test
    void shouldHaveNoAddressWhenNameIsUnknown() {
        assertEquals(
                Optional.empty(),
                NodeAddress.of(
                        "n1",
                        name -> {
                            throw new UnknownHostException(name);
                        }));
    }

    private static Optional<String> of(String... literals) {
        return NodeAddress.of(
                "n1",
                name -> {
                    InetAddress[] addresses = new InetAddress[literals.length];
                    for (int i = 0; i < literals.length; i++) {
                        addresses[i] = InetAddress.getByName(literals[i]);
                    }
                    return addresses;
                });
    }
}
