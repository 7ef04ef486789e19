package org.jpmxcfs.fuse.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much this process logs; switched while it runs by the file {@code .debug} of the mount. Safe
 * to use from any thread.
 */
public final class LogLevel {
    /** Loggers of this project; libraries keep their own, quieter level. */
    static final String OWN_LOGGERS = "org.jpmxcfs";

    private LogLevel() {}

    /** Whether debug messages are logged. */
    public static boolean isDebug() {
        return own().isDebugEnabled();
    }

    /** Turns debug messages on or off. */
    public static void setDebug(boolean debug) {
        own().setLevel(debug ? Level.DEBUG : Level.INFO);
    }

    private static Logger own() {
        return (Logger) LoggerFactory.getLogger(OWN_LOGGERS);
    }
}
