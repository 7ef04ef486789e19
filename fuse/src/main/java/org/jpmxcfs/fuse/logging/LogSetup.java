package org.jpmxcfs.fuse.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.LoggerFactory;

/**
 * Sets up logging in code, which starts faster than reading a configuration file. Logback finds
 * this class as a service and calls it before the first message; commands then say what they are.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    private static final String STDERR_PATTERN = "%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%n";
    // The system log adds the time, the name and the process id itself.
    private static final String SYSLOG_PATTERN = "%logger{0}: %msg%n%nopex";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        logTo(context, standardError(context));
        context.getLogger(LogLevel.OWN_LOGGERS).setLevel(Level.WARN);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Logging of a daemon in the foreground: standard error. */
    public static void foreground(boolean debug) {
        LogLevel.setDebug(debug);
    }

    /** Logging of a daemon in the background: the system log. */
    public static void background(boolean debug) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        SyslogAppender appender = new SyslogAppender("jpmxcfs", systemLogLayout(context));
        appender.setContext(context);
        appender.start();
        logTo(context, appender);
        LogLevel.setDebug(debug);
    }

    private static Appender<ILoggingEvent> standardError(LoggerContext context) {
        Encoder<ILoggingEvent> encoder =
                JournalStream.isStandardError() ? forJournal(context) : forPeople(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }

    private static Encoder<ILoggingEvent> forPeople(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(STDERR_PATTERN);
        return encoder;
    }

    private static Encoder<ILoggingEvent> forJournal(LoggerContext context) {
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(new PriorityLayout(systemLogLayout(context)));
        return encoder;
    }

    private static PatternLayout systemLogLayout(LoggerContext context) {
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern(SYSLOG_PATTERN);
        layout.start();
        return layout;
    }

    private static void logTo(LoggerContext context, Appender<ILoggingEvent> appender) {
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        // It warns of what is meant: a read-only queue without its table, for one.
        context.getLogger("net.openhft").setLevel(Level.ERROR);
    }
}
