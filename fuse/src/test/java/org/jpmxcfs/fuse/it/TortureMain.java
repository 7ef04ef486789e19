package org.jpmxcfs.fuse.it;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Kills a daemon under load for as long as one likes; {@code bench/run torture} starts it. */
@Command(
        name = "torture",
        description = "Kill a daemon under load, and look whether anything acknowledged is lost.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  bench/run torture --kills=200 --seed=7"})
public final class TortureMain implements Callable<Integer> {
    @Option(
            names = "--seed",
            description = "What is written and for how long; the scheduler still has its say.")
    private long seed = System.nanoTime();

    @Option(names = "--kills", description = "How many kills (default: as many as fit).")
    private int kills = Integer.MAX_VALUE;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "How long, such as 90s, 10m or 8h (default: 10m).")
    private Duration duration = Duration.ofMinutes(10);

    /** Runs it as its own program; the exit status is 1 when something was lost. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new TortureMain()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        System.out.println("torture: seed " + seed);
        try (Torture torture = new Torture(Daemon.of(TortureMain.class), seed)) {
            torture.run(kills, duration);
            System.out.println("torture: " + torture.tally());
            return 0;
        } catch (AssertionError loss) {
            System.out.println("torture: seed " + seed + " fails: " + loss.getMessage());
            loss.printStackTrace(System.out);
            return 1;
        }
    }

    /** Reads a number with a unit. */
    static final class TimeConverter implements CommandLine.ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            if (!text.matches("[1-9][0-9]{0,5}[smhSMH]")) {
                throw new CommandLine.TypeConversionException(
                        "'" + text + "' is no time: give a number with s, m or h, such as 10m");
            }
            return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
        }
    }
}
