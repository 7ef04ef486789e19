package org.jpmxcfs.fuse.cli.text;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * One line on standard error that tells how far long work has come: only on a terminal, not before
 * half a second has passed, and at most five times a second. {@link #close} wipes it away.
 */
public final class ProgressLine implements AutoCloseable {
    private static final long FIRST_NANOS = 500_000_000L;
    private static final long NEXT_NANOS = 200_000_000L;
    private static final int BAR_CHARS = 30;

    private final String what;
    private final PrintWriter terminal;
    private final LongSupplier nanoClock;
    private long dueNanos;
    private boolean shown;

    /**
     * Reports on {@code what}, such as "reading the journal".
     *
     * @param terminal where to show it; null to show nothing
     * @param nanoClock the time that passes
     */
    ProgressLine(String what, PrintWriter terminal, LongSupplier nanoClock) {
        this.what = what;
        this.terminal = terminal;
        this.nanoClock = nanoClock;
        this.dueNanos = nanoClock.getAsLong() + FIRST_NANOS;
    }

    /** Reports on {@code what} to {@code err} when standard error is a terminal. */
    public static ProgressLine on(PrintWriter err, String what) {
        return new ProgressLine(what, isTerminal() ? err : null, System::nanoTime);
    }

    /** Says that {@code done} of {@code all} is done; cheap enough for every step of a loop. */
    public void advance(long done, long all) {
        if (terminal == null || nanoClock.getAsLong() - dueNanos < 0) {
            return;
        }
        dueNanos = nanoClock.getAsLong() + NEXT_NANOS;
        long percent = all <= 0 ? 0 : Math.min(100, 100 * done / all);
        int full = (int) (BAR_CHARS * percent / 100);
        terminal.printf(
                "\r\033[K%s  [%s%s] %d %%",
                what, "#".repeat(full), ".".repeat(BAR_CHARS - full), percent);
        terminal.flush();
        shown = true;
    }

    @Override
    public void close() {
        if (shown) {
            terminal.print("\r\033[K");
            terminal.flush();
        }
    }

    private static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException unknown) {
            return false;
        }
    }
}
