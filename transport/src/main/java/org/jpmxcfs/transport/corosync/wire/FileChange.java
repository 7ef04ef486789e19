package org.jpmxcfs.transport.corosync.wire;

import java.util.Arrays;

/**
 * One change of the tree, as a daemon asks all others for it. Paths are in the form of {@link
 * org.jpmxcfs.log.model.Names}, without a slash at the front, and otherwise as the sender wrote
 * them: an empty component, a dot or a missing name is for the rules of the tree to refuse.
 */
public sealed interface FileChange {
    /** Calls the method of {@code handler} for this kind of change. */
    <R> R accept(Handler<R> handler);

    /**
     * Writes bytes into a file, which grows where needed.
     *
     * @param offset position of the first byte, unsigned 32 bit
     * @param data the bytes, may be none; never changed
     * @param cuts whether the file ends behind them afterwards, be it shorter or longer than before
     */
    record Write(String path, long offset, byte[] data, boolean cuts) implements FileChange {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.write(this);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Write w
                    && path.equals(w.path)
                    && offset == w.offset
                    && cuts == w.cuts
                    && Arrays.equals(data, w.data);
        }

        @Override
        public int hashCode() {
            return 31 * path.hashCode() + Arrays.hashCode(data);
        }

        @Override
        public String toString() {
            return "Write[path=" + path + ", offset=" + offset + ", bytes=" + data.length + "]";
        }
    }

    /** Makes an empty directory. */
    record MakeDirectory(String path) implements FileChange {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.makeDirectory(this);
        }
    }

    /** Removes a file or an empty directory. */
    record Delete(String path) implements FileChange {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.delete(this);
        }
    }

    /** Gives an entry another name or parent, replacing what is there. */
    record Rename(String path, String to) implements FileChange {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.rename(this);
        }
    }

    /** Makes an empty file. */
    record Create(String path) implements FileChange {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.create(this);
        }
    }

    /**
     * Sets the modification time; on a lock, renews it.
     *
     * @param mtime seconds since 1970, unsigned 32 bit
     */
    record SetMtime(String path, long mtime) implements FileChange {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.setMtime(this);
        }
    }

    /**
     * Asks the lowest node to free a lock, if it has seen it in this state for long enough. Changes
     * nothing by itself.
     *
     * @param digest names the state of the lock, 32 bytes; see {@link Row#lockDigest}
     */
    record RequestUnlock(String path, byte[] digest) implements FileChange {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.requestUnlock(this);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof RequestUnlock u
                    && path.equals(u.path)
                    && Arrays.equals(digest, u.digest);
        }

        @Override
        public int hashCode() {
            return 31 * path.hashCode() + Arrays.hashCode(digest);
        }
    }

    /**
     * Removes a lock that still is in this state.
     *
     * @param digest names the state of the lock, 32 bytes
     */
    record Unlock(String path, byte[] digest) implements FileChange {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.unlock(this);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Unlock u
                    && path.equals(u.path)
                    && Arrays.equals(digest, u.digest);
        }

        @Override
        public int hashCode() {
            return 31 * path.hashCode() + Arrays.hashCode(digest);
        }
    }

    /** One method for each kind of change. */
    interface Handler<R> {
        /** Handles {@link Write}. */
        R write(Write change);

        /** Handles {@link MakeDirectory}. */
        R makeDirectory(MakeDirectory change);

        /** Handles {@link Delete}. */
        R delete(Delete change);

        /** Handles {@link Rename}. */
        R rename(Rename change);

        /** Handles {@link Create}. */
        R create(Create change);

        /** Handles {@link SetMtime}. */
        R setMtime(SetMtime change);

        /** Handles {@link RequestUnlock}. */
        R requestUnlock(RequestUnlock change);

        /** Handles {@link Unlock}. */
        R unlock(Unlock change);
    }
}
