package org.jpmxcfs.fuse.mount.kernel;

/** The files of the coherence stress, and what happens to each. */
enum CoherencePlan {
    /** Changed in place by others; always the same size. */
    REMOTE_SAME(false, true, true),
    /** Changed in place by others; larger each time, until it is replaced by a small one. */
    REMOTE_GROWING(true, true, false),
    /** Replaced as a whole by others. */
    REMOTE_REPLACED(true, false, false),
    /** Changed in place through the mount; always the same size. */
    LOCAL_SAME(false, true, true),
    /** Replaced as a whole through the mount. */
    LOCAL_REPLACED(true, false, false),
    /** Its name tells its version, and changes. */
    REMOTE_NAME(false, false, false);

    /** How many files there are of each. */
    static final int FILES = 4;

    final boolean isGrowing;
    final boolean isInPlace;
    final boolean isMapped;

    CoherencePlan(boolean isGrowing, boolean isInPlace, boolean isMapped) {
        this.isGrowing = isGrowing;
        this.isInPlace = isInPlace;
        this.isMapped = isMapped;
    }

    boolean isLocal() {
        return this == LOCAL_SAME || this == LOCAL_REPLACED;
    }

    /** Place on the board. */
    int slot(int file) {
        return ordinal() * FILES + file;
    }

    String directory() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    String path(int file) {
        return directory() + "/f" + file;
    }
}
