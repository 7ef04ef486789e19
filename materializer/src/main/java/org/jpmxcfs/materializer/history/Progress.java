package org.jpmxcfs.materializer.history;

/** Is told how far long work has come. */
@FunctionalInterface
public interface Progress {
    /** Does not look. */
    Progress NONE = (done, all) -> {};

    /** {@code done} of {@code all} entries are read; called for each, so it must be cheap. */
    void advance(long done, long all);
}
