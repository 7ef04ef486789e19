package org.jpmxcfs.transport.seeds;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * A command {@code bench/run NAME FIRST COUNT} that plays seeds one after the other. It shows how
 * far it is, and exits with 1 at the first failure, which it prints with its seed.
 *
 * @param name the command's name
 * @param usage what {@code --help} prints
 * @param play plays one seed
 * @param tally what the seeds came to, as text
 */
public record SeedCommand(String name, String usage, LongConsumer play, Supplier<?> tally) {
    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Runs it with these arguments. */
    public void run(String[] args) {
        if (args.length == 1 && args[0].matches("-h|--help")) {
            System.out.print(usage);
        } else if (args.length == 2 && (args[0] + args[1]).matches("\\d{1,18}")) {
            play(Long.parseLong(args[0]), Long.parseLong(args[1]));
        } else {
            System.err.print(usage);
            System.exit(2);
        }
    }

    private void play(long first, long count) {
        long begin = System.nanoTime();
        long shown = begin;
        for (long seed = first; seed < first + count; seed++) {
            try {
                play.accept(seed);
            } catch (RuntimeException failure) {
                System.out.println("seed " + seed + " fails: " + failure);
                failure.printStackTrace(System.out);
                System.exit(1);
            }
            if (System.nanoTime() - shown >= PROGRESS_NANOS) {
                shown = System.nanoTime();
                System.err.printf("%s: %d of %d seeds%n", name, seed - first + 1, count);
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf("%d seeds in %.1f s: %s%n", count, seconds, tally.get());
    }
}
