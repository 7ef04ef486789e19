package org.jpmxcfs.fuse.store;

import org.slf4j.LoggerFactory;

/** Who is told of what a start has found in a data directory. */
@FunctionalInterface
public interface Notices {
    /** Something was mended or taken over that a person should know of; one paragraph. */
    void mended(String paragraph);

    /** Something was found that is as it should be and asks for nothing; one line for the log. */
    default void noted(String line) {
        LoggerFactory.getLogger(Notices.class).info(line);
    }
}
