package org.jpmxcfs.transport.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jpmxcfs.log.model.Names;
import org.junit.jupiter.api.Test;

class LogTextTest {
    @Test
    void shouldKeepPrintableAscii() {
        assertEquals("a\\u00e4 \"b\" ~", LogText.message("a\\u00e4 \"b\" ~"));
    }

    @Test
    void shouldEscapeControlCharacters() {
        assertEquals("a#010#000#127#009", LogText.message("a\n\0\u007f\t"));
    }

    @Test
    void shouldEscapeCharactersOutsideAscii() {
        assertEquals("\\u00e4\\u20ac", LogText.message(Names.ofText("\u00e4\u20ac")));
        assertEquals("\\ud83d\\ude00!", LogText.message(Names.ofText("\ud83d\ude00!")));
    }

    @Test
    void shouldKeepAsciiWhenTextIsNotUtf8() {
        assertEquals("a?#010?b", LogText.message("a\u00e4\n\u007fb"));
    }

    @Test
    void shouldCutBetweenCharactersWhenTextIsTooLong() {
        assertEquals(4096, LogText.message("x".repeat(5000)).length());
        String euros = LogText.message(Names.ofText("\u20ac".repeat(5000)));
        assertEquals("\\u20ac".repeat(4096 / 6), euros);
        assertEquals(255, LogText.name("u".repeat(300)).length());
    }
}
