package org.jpmxcfs.fuse.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ListenAddressConverterTest {
    private final ListenAddressConverter converter = new ListenAddressConverter();

    @Test
    void shouldListenOnLoopbackUnlessAnAddressIsGiven() {
        assertEquals(new InetSocketAddress("127.0.0.1", 9100), converter.convert("9100"));
        assertEquals(new InetSocketAddress("127.0.0.1", 9100), converter.convert(":9100"));
        assertEquals(new InetSocketAddress("0.0.0.0", 1), converter.convert("0.0.0.0:1"));
        assertEquals(new InetSocketAddress("::1", 65535), converter.convert("[::1]:65535"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "0", "65536", "1.2.3.4", "::1:9100", "[::1]", "x y:1", "a:-1"})
    void shouldRefuseWhatIsNoAddress(String word) {
        assertThrows(TypeConversionException.class, () -> converter.convert(word));
    }
}
