package org.jpmxcfs.fuse.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.fuse.files.Printable;

/** What is wrong with a node, judged by what its daemon says and by the disk. */
final class HealthReport {
    /** The exit status of monitoring plugins. */
    enum Level {
        OK,
        WARNING,
        CRITICAL
    }

    /** One reason; worse ones come first. */
    record Finding(Level level, String text) {}

    // The largest flush delay is a minute: what waits longer is not being written.
    private static final Duration LAG_MAX = Duration.ofMinutes(5);
    private static final long LAG_ENTRIES_MAX = 10_000;
    private static final long ROOM_WARNING_BYTES = 512L << 20;
    private static final long ROOM_CRITICAL_BYTES = 64L << 20;
    private static final int CERTIFICATE_WARNING_DAYS = 30;
    private static final int CERTIFICATE_CRITICAL_DAYS = 7;

    private final List<Finding> findings = new ArrayList<>();

    /** Nothing is wrong yet. */
    HealthReport() {}

    /** The worst that was found. */
    Level level() {
        return findings.stream().map(Finding::level).max(Level::compareTo).orElse(Level.OK);
    }

    /** All that was found, the worst first. */
    List<Finding> findings() {
        return findings.stream().sorted((a, b) -> b.level().compareTo(a.level())).toList();
    }

    /** No daemon can be asked. */
    void addNotServing(String why) {
        add(Level.CRITICAL, why);
    }

    /**
     * Judges the room on the disk of the data directory.
     *
     * @param usableBytes what may still be written
     */
    void addRoom(long usableBytes) {
        String text = "%d MiB left on the disk".formatted(usableBytes >> 20);
        if (usableBytes < ROOM_CRITICAL_BYTES) {
            add(Level.CRITICAL, text);
        } else if (usableBytes < ROOM_WARNING_BYTES) {
            add(Level.WARNING, text);
        }
    }

    /**
     * Judges what a daemon says of itself.
     *
     * @param nowSeconds since 1970
     */
    void addStatus(JsonNode status, long nowSeconds) {
        if (!status.path("quorate").asBoolean(true)) {
            add(Level.CRITICAL, "no quorum: changes are refused");
        }
        addText(Level.CRITICAL, "changes are refused: ", status.path("trouble"));
        addText(Level.CRITICAL, "journal: ", status.path("journal").path("lastError"));
        addText(Level.CRITICAL, "database: ", status.path("database").path("lastError"));
        addText(Level.WARNING, "cluster: ", status.path("cluster").path("trouble"));
        long lag = status.path("database").path("lagMillis").asLong();
        if (lag > LAG_MAX.toMillis()) {
            add(Level.WARNING, "the database lags by %d s".formatted(lag / 1_000));
        }
        status.path("members").forEach(member -> addMember(member, nowSeconds));
    }

    private void addMember(JsonNode member, long nowSeconds) {
        String name = Printable.line(member.path("name").asText());
        if (!member.path("online").asBoolean(true)) {
            add(Level.WARNING, name + " is offline");
        }
        if (member.path("divergent").asBoolean()) {
            add(Level.CRITICAL, name + " differs from the majority");
        }
        if (member.path("lag").asLong() > LAG_ENTRIES_MAX) {
            add(
                    Level.WARNING,
                    "%s lags by %d entries".formatted(name, member.path("lag").asLong()));
        }
        if (member.has("certificateEndTime")) {
            long seconds = member.path("certificateEndTime").asLong() - nowSeconds;
            addCertificate(name, Duration.ofSeconds(seconds).toDays());
        }
    }

    private void addCertificate(String name, long days) {
        String text = "the certificate of %s ends in %d days".formatted(name, days);
        if (days < CERTIFICATE_CRITICAL_DAYS) {
            add(Level.CRITICAL, text);
        } else if (days < CERTIFICATE_WARNING_DAYS) {
            add(Level.WARNING, text);
        }
    }

    private void addText(Level level, String before, JsonNode text) {
        if (!text.asText("").isEmpty()) {
            add(level, before + Printable.line(text.asText()));
        }
    }

    private void add(Level level, String text) {
        findings.add(new Finding(level, text));
    }
}
