package org.jpmxcfs.fuse.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.jpmxcfs.fuse.libc.Libc;

/**
 * Writes to the system log by syslog(3), which reaches the journal of systemd and any syslog daemon
 * through /dev/log. Java 17 cannot open that socket by itself.
 */
final class SyslogAppender extends AppenderBase<ILoggingEvent> {
    private static final int SEVERITY_ERROR = 3;
    private static final int SEVERITY_WARNING = 4;
    private static final int SEVERITY_INFO = 6;
    private static final int SEVERITY_DEBUG = 7;

    private final String ident;
    private final PatternLayout layout;

    /** Appends under the name {@code ident}, in the facility of daemons. */
    SyslogAppender(String ident, PatternLayout layout) {
        this.ident = ident;
        this.layout = layout;
    }

    @Override
    public void start() {
        Libc.openSyslog(ident, Libc.FACILITY_DAEMON);
        super.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        int severity = severity(event.getLevel());
        // One record for each line: a stack trace in one record would be cut or joined by escapes.
        layout.doLayout(event).lines().forEach(line -> Libc.syslog(severity, line));
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            ThrowableProxyUtil.asString(thrown)
                    .lines()
                    .forEach(line -> Libc.syslog(severity, line.replace("\t", "    ")));
        }
    }

    static int severity(Level level) {
        if (level.isGreaterOrEqual(Level.ERROR)) {
            return SEVERITY_ERROR;
        }
        if (level.isGreaterOrEqual(Level.WARN)) {
            return SEVERITY_WARNING;
        }
        return level.isGreaterOrEqual(Level.INFO) ? SEVERITY_INFO : SEVERITY_DEBUG;
    }
}
