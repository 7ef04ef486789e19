package org.jpmxcfs.fuse.logging;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.CoreConstants;
import ch.qos.logback.core.LayoutBase;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lines for the journal of systemd: each has its priority, also those of a stack trace. */
final class PriorityLayout extends LayoutBase<ILoggingEvent> {
    private final PatternLayout message;

    PriorityLayout(PatternLayout message) {
        this.message = message;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        int severity = SyslogAppender.severity(event.getLevel());
        String trace =
                event.getThrowableProxy() == null
                        ? ""
                        : ThrowableProxyUtil.asString(event.getThrowableProxy());
        return Stream.concat(message.doLayout(event).lines(), trace.lines())
                .map(line -> JournalStream.prefixed(severity, line) + CoreConstants.LINE_SEPARATOR)
                .collect(Collectors.joining());
    }
}
