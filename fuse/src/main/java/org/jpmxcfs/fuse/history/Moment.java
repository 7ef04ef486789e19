package org.jpmxcfs.fuse.history;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;
import org.jpmxcfs.materializer.history.Past;
import org.jpmxcfs.materializer.history.Progress;

/** A moment of the history: after an entry, or after the last entry of a time. */
public final class Moment {
    private final long index; // only where there is no time
    private final Instant time; // or null

    private Moment(long index, Instant time) {
        this.index = index;
        this.time = time;
    }

    /** After an entry of the journal. */
    public static Moment after(long index) {
        return new Moment(index, null);
    }

    /** After the last entry of a time. */
    public static Moment at(Instant time) {
        return new Moment(-1, time);
    }

    /**
     * What a person wrote: digits are an index, all else is a {@linkplain TimeText time}.
     *
     * @throws IllegalArgumentException when it is neither; the message says what can be written
     */
    public static Moment parse(String text, InstantSource clock, ZoneId zone) {
        return text.matches("\\d{1,18}")
                ? after(Long.parseLong(text))
                : at(new TimeText(clock, zone).parse(text));
    }

    /** The index, if it was given as one. */
    public OptionalLong asIndex() {
        return time == null ? OptionalLong.of(index) : OptionalLong.empty();
    }

    /** The time, if it was given as one. */
    public Optional<Instant> asTime() {
        return Optional.ofNullable(time);
    }

    /**
     * The index of the last entry that had happened.
     *
     * @throws IOException when the history does not reach there
     */
    long index(Past past) throws IOException {
        if (time != null) {
            return past.indexAt(time.toEpochMilli(), Progress.NONE);
        }
        past.requireHeld(index);
        return index;
    }
}
