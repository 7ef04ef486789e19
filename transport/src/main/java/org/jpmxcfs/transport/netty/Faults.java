package org.jpmxcfs.transport.netty;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import org.jpmxcfs.log.model.MalformedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an exception of a connection means, in words for the log. */
final class Faults {
    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    private Faults() {}

    /** One line; a fault of this program is logged with its stack besides. */
    static String text(Throwable failure) {
        Optional<String> certificate = ChainTrust.complaint(failure);
        if (certificate.isPresent()) {
            return certificate.get();
        }
        Throwable cause = failure;
        boolean wrapped = cause instanceof DecoderException || cause instanceof CompletionException;
        if (wrapped && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof NotSslRecordException) {
            return "what came in is no TLS";
        }
        if (cause instanceof SSLException) {
            return "TLS failed: " + words(cause);
        }
        if (cause instanceof ConnectException && cause.getMessage() != null) {
            return cause.getMessage().replaceFirst(": .*", ""); // what follows is the address
        }
        if (cause instanceof ClosedChannelException) {
            return "it closed the connection";
        }
        if (cause instanceof IOException || cause instanceof MalformedException) {
            return words(cause);
        }
        LOG.error("a connection failed, and is closed", failure);
        return cause.toString();
    }

    /** Some exceptions say nothing but what kind they are. */
    private static String words(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }
}
