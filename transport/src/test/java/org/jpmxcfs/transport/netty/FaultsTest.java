package org.jpmxcfs.transport.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.handler.codec.DecoderException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class FaultsTest {
    @Test
    void shouldSayWhyAlsoWhereAnExceptionHasNoMessage() {
        assertEquals("it closed the connection", Faults.text(new ClosedChannelException()));
        assertEquals("TLS failed: SSLException", Faults.text(new SSLException((String) null)));
        List<Throwable> silent =
                List.of(
                        new IOException(),
                        new IOException(""),
                        new EOFException(),
                        new ConnectException(),
                        new ClosedChannelException(),
                        new SSLException((String) null));
        for (Throwable cause : silent) {
            for (Throwable failure :
                    List.of(cause, new DecoderException(cause), new CompletionException(cause))) {
                String text = Faults.text(failure);
                assertFalse(text.contains("null") || text.isBlank(), () -> failure + ": " + text);
            }
        }
    }

    @Test
    void shouldKeepWhatAnExceptionSays() {
        assertEquals(
                "Connection refused",
                Faults.text(new ConnectException("Connection refused: /1.2.3.4:5410")));
        assertEquals(
                "Broken pipe", Faults.text(new DecoderException(new IOException("Broken pipe"))));
    }
}
