package org.jpmxcfs.fuse.logging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Standard error as systemd's journal reads it: a line may begin with its priority, as sd-daemon(3)
 * describes, and the journal adds the time itself.
 */
public final class JournalStream {
    private static final String VARIABLE = "JOURNAL_STREAM";
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
    private static final int SEVERITY_ERROR = 3;

    private JournalStream() {}

    /**
     * Whether standard error of this process leads into the journal. The variable alone does not
     * say so: it is inherited by programs whose output was redirected.
     */
    public static boolean isStandardError() {
        String stream = System.getenv(VARIABLE);
        return stream != null && stream.equals(identity());
    }

    /** A line that tells an error; with its priority where the journal reads it. */
    public static String error(String line) {
        return isStandardError() ? prefixed(SEVERITY_ERROR, line) : line;
    }

    /**
     * A line with its priority.
     *
     * @param severity 0 to 7, as in syslog(3)
     */
    static String prefixed(int severity, String line) {
        return "<" + severity + ">" + line;
    }

    private static String identity() {
        try {
            return Files.getAttribute(STANDARD_ERROR, "unix:dev")
                    + ":"
                    + Files.getAttribute(STANDARD_ERROR, "unix:ino");
        } catch (IOException unknown) {
            return null;
        }
    }
}
