package org.jpmxcfs.log.chronicle;

import java.nio.file.Path;

/**
 * What is wrong with a stored journal, for the caller to decide on.
 *
 * @param kind what was found
 * @param file segment in which it was found, or after which it is missing
 * @param lastGoodIndex index of the last entry before the damage
 * @param lostIndex newest entry seen behind the damage, in later files too; {@code lastGoodIndex}
 *     when none was seen
 * @param afterPowerCut whether the machine has started anew since the journal was written, without
 *     a clean stop before, and the damage is where the last entries were: then what was not yet
 *     synced may be gone without any fault of the disk
 */
public record Damage(
        Kind kind, Path file, long lastGoodIndex, long lostIndex, boolean afterPowerCut) {
    /** What was found. */
    public enum Kind {
        /** A record whose bytes are not those that were written. */
        CHECKSUM("a record fails its checksum"),
        /** A hole: intact records lie behind the place where the segment ends. */
        HOLE("records lie behind a gap"),
        /** Records that do not follow each other. */
        ORDER("entries are not in order"),
        /** A segment file is missing. */
        MISSING("a segment file is missing before it"),
        /** The records are good, but the queue around them cannot be read. */
        STRUCTURE("its records are intact, but the queue file around them is not");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    /** One line for people: the file, what is wrong, what is lost. */
    public String sentence() {
        String lost =
                lostIndex > lastGoodIndex
                        ? "entries " + (lastGoodIndex + 1) + " to " + lostIndex + " lie behind it"
                        : "nothing was seen behind it";
        return file + ": " + kind.text + "; entries up to " + lastGoodIndex + " are good, " + lost;
    }
}
