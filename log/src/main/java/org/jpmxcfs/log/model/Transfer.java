package org.jpmxcfs.log.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A part of a state transfer: the rows by which the tree of this node is made equal to another one.
 * A transfer is a {@link Begun}, then any number of {@link Row} and {@link Dropped}, then a {@link
 * Committed}, next to each other in the journal. Nothing of it shows before the commit; one that is
 * followed by anything else, or that the journal ends in, is nothing.
 *
 * <p>Its entries belong to the journal of one node: they carry request id 0 and are never ordered
 * for others.
 */
public sealed interface Transfer extends Mutation {
    /** Where the other tree is from. */
    enum Source {
        /** Another node, which leads a synchronisation. */
        NODE,
        /** The database of this node, which an administrator has changed. */
        DATABASE
    }

    /** Calls the method of {@code handler} for this part. */
    <R> R acceptPart(Handler<R> handler);

    @Override
    default <R> R accept(Mutation.Handler<R> handler) {
        return handler.transfer(this);
    }

    /**
     * Begins a transfer; one that is under way is nothing from here on.
     *
     * @param source where the tree is from
     * @param node id of the node that it is from, unsigned 32 bit; 0 for a database
     * @param version version of its root
     * @param reason why it is taken over, for people, in the form of {@link Names}
     */
    record Begun(Source source, int node, long version, String reason) implements Transfer {
        /** Refuses a reason that is too long. */
        public Begun {
            requireRange("reason length", reason.length(), Limits.LOG_TEXT_BYTES_MAX);
        }

        @Override
        public <R> R acceptPart(Handler<R> handler) {
            return handler.begun(this);
        }
    }

    /**
     * Puts a row, in place of the one with the same inode.
     *
     * @param inode its number; 0 for the root, which is a directory without a name
     * @param parent inode of the directory that holds it
     * @param version tree version of its last change
     * @param writer node id that made the last change, unsigned 32 bit
     * @param mtime modification time in seconds since 1970, unsigned 32 bit
     * @param directory whether it is a directory
     * @param name its name in the form of {@link Names}
     * @param data content of a file, empty for a directory; belongs to the row from here on and is
     *     never changed
     */
    record Row(
            long inode,
            long parent,
            long version,
            int writer,
            long mtime,
            boolean directory,
            String name,
            byte[] data)
            implements Transfer {
        /** Refuses what is larger than a file or name may be. */
        public Row {
            requireRange("mtime", mtime, Limits.U32_MAX);
            requireRange("name length", name.length(), Limits.NAME_BYTES_MAX);
            requireRange("size", data.length, directory ? 0 : Limits.FILE_BYTES_MAX);
        }

        @Override
        public <R> R acceptPart(Handler<R> handler) {
            return handler.row(this);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Row r
                    && inode == r.inode
                    && parent == r.parent
                    && version == r.version
                    && writer == r.writer
                    && mtime == r.mtime
                    && directory == r.directory
                    && name.equals(r.name)
                    && Arrays.equals(data, r.data);
        }

        @Override
        public int hashCode() {
            return 31 * Long.hashCode(inode) + Arrays.hashCode(data);
        }

        @Override
        public String toString() {
            return "Row[inode=%d, parent=%d, version=%d, name=%s, bytes=%d]"
                    .formatted(inode, parent, version, name, data.length);
        }
    }

    /**
     * Drops rows, those that are not there included.
     *
     * @param inodes their inodes; never changed
     */
    record Dropped(long[] inodes) implements Transfer {
        /** Refuses more inodes than fit into an entry. */
        public Dropped {
            requireRange("inode count", inodes.length, Limits.DROPPED_INODES_MAX);
        }

        /** As many parts as these inodes need. */
        public static List<Dropped> of(long[] inodes) {
            List<Dropped> parts = new ArrayList<>();
            for (int at = 0; at < inodes.length; at += Limits.DROPPED_INODES_MAX) {
                int end = Math.min(inodes.length, at + Limits.DROPPED_INODES_MAX);
                parts.add(new Dropped(Arrays.copyOfRange(inodes, at, end)));
            }
            return parts;
        }

        @Override
        public <R> R acceptPart(Handler<R> handler) {
            return handler.dropped(this);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Dropped d && Arrays.equals(inodes, d.inodes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(inodes);
        }

        @Override
        public String toString() {
            return "Dropped[inodes=" + inodes.length + "]";
        }
    }

    /**
     * Makes all of it the tree, in one step; refused when it does not come to the tree that is
     * named.
     *
     * @param digest SHA-256 over the index of the tree as pmxcfs sends it, 32 bytes; never changed
     */
    record Committed(byte[] digest) implements Transfer {
        /** Refuses a digest of another length. */
        public Committed {
            if (digest.length != Limits.CHECKSUM_BYTES) {
                throw new IllegalArgumentException("digest of " + digest.length + " bytes");
            }
        }

        @Override
        public <R> R acceptPart(Handler<R> handler) {
            return handler.committed(this);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Committed c && Arrays.equals(digest, c.digest);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(digest);
        }
    }

    /** One method for each part. */
    interface Handler<R> {
        /** Handles {@link Begun}. */
        R begun(Begun part);

        /** Handles {@link Row}. */
        R row(Row part);

        /** Handles {@link Dropped}. */
        R dropped(Dropped part);

        /** Handles {@link Committed}. */
        R committed(Committed part);
    }

    private static void requireRange(String what, long value, long max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(what + " " + value + " is not between 0 and " + max);
        }
    }
}
