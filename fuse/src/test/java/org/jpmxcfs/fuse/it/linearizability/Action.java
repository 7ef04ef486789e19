package org.jpmxcfs.fuse.it.linearizability;

import java.util.List;

/** What a client asks for: one system call that is one mutation, or one look. */
public sealed interface Action {
    /** The state after it was done; null where it cannot be done. */
    Sizes after(Sizes before);

    /** The paths that it looks at or changes. */
    List<String> paths();

    /** Exclusive create of an empty file, or mkdir. */
    record Create(String path) implements Action {
        @Override
        public Sizes after(Sizes before) {
            return before.has(path) ? null : before.with(path, 0);
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }
    }

    /** Unlink, or rmdir. */
    record Remove(String path) implements Action {
        @Override
        public Sizes after(Sizes before) {
            return before.has(path) ? before.without(path) : null;
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }
    }

    /** truncate(2) to a size; where each size is used once, it tells who came last. */
    record Resize(String path, long size) implements Action {
        @Override
        public Sizes after(Sizes before) {
            return before.has(path) ? before.with(path, size) : null;
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }
    }

    /** Rename of a file, over another where there is one. */
    record Rename(String from, String to) implements Action {
        @Override
        public Sizes after(Sizes before) {
            return before.has(from) ? before.without(from).with(to, before.of(from)) : null;
        }

        @Override
        public List<String> paths() {
            return List.of(from, to);
        }
    }

    /**
     * stat(2).
     *
     * @param seen the size that was seen; -1 where there was nothing
     */
    record Look(String path, long seen) implements Action {
        @Override
        public Sizes after(Sizes before) {
            return before.of(path) == seen ? before : null;
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }
    }
}
