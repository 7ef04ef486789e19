package org.jpmxcfs.materializer.sqlite;

/**
 * One thing that a check of a database found.
 *
 * @param severity whether the database can be used with it
 * @param text one line that names the thing
 */
public record Finding(Severity severity, String text) {
    /** Whether a database with a finding can be used. */
    public enum Severity {
        /** What is stored cannot be trusted. */
        DAMAGE,
        /** The tree is usable; what the finding names is left out or out of the ordinary. */
        WARNING
    }

    static Finding damage(String text) {
        return new Finding(Severity.DAMAGE, text.replaceAll("\\s+", " "));
    }

    static Finding warning(String text) {
        return new Finding(Severity.WARNING, text.replaceAll("\\s+", " "));
    }
}
