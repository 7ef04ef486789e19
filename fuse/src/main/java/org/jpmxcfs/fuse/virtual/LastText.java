package org.jpmxcfs.fuse.virtual;

import java.util.Arrays;
import java.util.function.Supplier;

/**
 * The text that was rendered last, kept until what it shows has changed: clients ask for some files
 * far more often than these change. Safe to use from any thread.
 */
final class LastText {
    private final Supplier<byte[]> render;
    private volatile Rendered last = new Rendered(new long[0], new byte[0]);

    private static final class Rendered {
        final long[] versions;
        final byte[] text;

        Rendered(long[] versions, byte[] text) {
            this.versions = versions;
            this.text = text;
        }
    }

    /**
     * No text yet.
     *
     * @param render makes the text as of now
     */
    LastText(Supplier<byte[]> render) {
        this.render = render;
    }

    /**
     * The text, which the caller must not change.
     *
     * @param versions of everything that the text shows, at least one: they differ when anything of
     *     it has changed, and were read before this call. So the text may show more than they tell
     *     of, but never less.
     */
    byte[] of(long... versions) {
        Rendered present = last;
        if (!Arrays.equals(present.versions, versions)) {
            present = new Rendered(versions, render.get());
            last = present;
        }
        return present.text;
    }
}
