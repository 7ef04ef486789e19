package org.jpmxcfs.fuse.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactsTest {
    @Test
    void shouldAlignValuesAndSections() throws Exception {
        // given
        String json =
                """
                {"node":"pve1","quorate":true,"uptimeSeconds":93784,
                 "journal":{"diskBytes":1572864,"syncWindowMillis":20,"lastError":null},
                 "members":["a","b"],"text":"a\\u001b[2Jb"}
                """;
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);

        // when
        Facts.print(new ObjectMapper().readTree(json), out);
        out.flush();

        // then
        assertEquals(
                """
                node           pve1
                quorate        yes
                uptime         1 d 2 h
                members        a, b
                text           a\\x1b[2Jb

                journal
                  disk         1.5 MiB
                  sync window  20 ms
                  last error   -
                """,
                text.toString());
    }

    @ParameterizedTest
    @CsvSource({"0,0 B", "1023,1023 B", "1024,1.0 KiB", "1073741824,1.0 GiB"})
    void shouldWriteSizesForPeople(long bytes, String expected) {
        assertEquals(expected, Facts.size(bytes));
    }

    @ParameterizedTest
    @CsvSource({"0,0 s", "59,59 s", "60,1 min", "3661,1 h 1 min", "172800,2 d"})
    void shouldWriteDurationsForPeople(long seconds, String expected) {
        assertEquals(expected, Facts.duration(seconds));
    }
}
