package org.jpmxcfs.log.model;

import java.util.Arrays;
import java.util.List;

/**
 * One change of the replicated state, as its origin asked for it. What it does, and whether it is
 * refused, is decided by the state machine when it is applied; the shapes here only carry it. SPEC,
 * section "Mutations".
 */
public sealed interface Mutation
        permits Mutation.Create,
                Mutation.MakeDirectory,
                Mutation.Write,
                Mutation.Truncate,
                Mutation.Rename,
                Mutation.Delete,
                Mutation.SetMtime,
                Mutation.Unlock,
                Mutation.LogMessage,
                Mutation.TermOpened,
                Mutation.MembersChanged,
                Transfer {
    /** Calls the method of {@code handler} for this kind of mutation. */
    <R> R accept(Handler<R> handler);

    /** Makes an empty file. */
    record Create(Location at) implements Mutation {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.create(this);
        }
    }

    /** Makes an empty directory. */
    record MakeDirectory(Location at) implements Mutation {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.makeDirectory(this);
        }
    }

    /**
     * Writes bytes into an existing file, filling a gap before them with zeros.
     *
     * @param offset position of the first byte in the file, 0 or more
     * @param data the bytes; the array belongs to the mutation from here on and is never changed
     */
    record Write(Location at, long offset, byte[] data) implements Mutation {
        /** Refuses a negative offset. */
        public Write {
            requireRange("offset", offset, Long.MAX_VALUE);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.write(this);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Write w
                    && at.equals(w.at)
                    && offset == w.offset
                    && Arrays.equals(data, w.data);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * at.hashCode() + Long.hashCode(offset)) + Arrays.hashCode(data);
        }

        @Override
        public String toString() {
            return "Write[at=" + at + ", offset=" + offset + ", bytes=" + data.length + "]";
        }
    }

    /**
     * Sets the size of an existing file, cutting it or filling it up with zeros.
     *
     * @param size new size in bytes, 0 or more
     */
    record Truncate(Location at, long size) implements Mutation {
        /** Refuses a negative size. */
        public Truncate {
            requireRange("size", size, Long.MAX_VALUE);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.truncate(this);
        }
    }

    /**
     * Gives an entry another name or parent, replacing a file or an empty directory that is there.
     */
    record Rename(Location from, Location to) implements Mutation {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.rename(this);
        }
    }

    /** Removes a file or an empty directory. */
    record Delete(Location at) implements Mutation {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.delete(this);
        }
    }

    /**
     * Sets the modification time; on a lock directory, renews the lock.
     *
     * @param mtime seconds since 1970, unsigned 32 bit
     */
    record SetMtime(Location at, long mtime) implements Mutation {
        /** Refuses a time beyond 32 bits. */
        public SetMtime {
            requireRange("mtime", mtime, Limits.U32_MAX);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.setMtime(this);
        }
    }

    /**
     * Removes a lock directory whose state still is the one that was seen to be 120 s old.
     *
     * @param checksum SHA-256 that names the state of the lock, 32 bytes; never changed
     */
    record Unlock(Location at, byte[] checksum) implements Mutation {
        /** Refuses a checksum of another length. */
        public Unlock {
            if (checksum.length != Limits.CHECKSUM_BYTES) {
                throw new IllegalArgumentException("checksum of " + checksum.length + " bytes");
            }
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.unlock(this);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Unlock u
                    && at.equals(u.at)
                    && Arrays.equals(checksum, u.checksum);
        }

        @Override
        public int hashCode() {
            return 31 * at.hashCode() + Arrays.hashCode(checksum);
        }
    }

    /**
     * Adds a message to the cluster log.
     *
     * @param priority syslog priority, 0 (emergency) to 7 (debug)
     * @param pid process that logs, on its node
     * @param node name of the node that logs
     * @param user who caused it, such as {@code root@pam}
     * @param tag the program or component
     * @param text the message, in the form of {@link Names}
     */
    record LogMessage(int priority, int pid, String node, String user, String tag, String text)
            implements Mutation {
        /** Refuses a priority outside 0 to 7 and texts that are too long. */
        public LogMessage {
            requireRange("priority", priority, 7);
            requireRange("node length", node.length(), Limits.LOG_NAME_BYTES_MAX);
            requireRange("user length", user.length(), Limits.LOG_NAME_BYTES_MAX);
            requireRange("tag length", tag.length(), Limits.LOG_NAME_BYTES_MAX);
            requireRange("text length", text.length(), Limits.LOG_TEXT_BYTES_MAX);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.logMessage(this);
        }
    }

    /** Opens a leader's term and changes nothing else (Ongaro 2014, 6.4). */
    record TermOpened() implements Mutation {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.termOpened(this);
        }
    }

    /**
     * Makes these the members of the cluster, from the moment it is in a node's journal (Ongaro
     * 2014, 4.1). Changes nothing in the tree.
     *
     * @param members all of them, each id once; never changed
     */
    record MembersChanged(List<Member> members) implements Mutation {
        /** Refuses more members than a cluster may have. */
        public MembersChanged {
            requireRange("member count", members.size(), Limits.MEMBERS_MAX);
            members = List.copyOf(members);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.membersChanged(this);
        }
    }

    /**
     * One method for each kind of mutation, so that a new kind does not compile until it is handled
     * everywhere.
     */
    interface Handler<R> {
        /** Handles {@link Create}. */
        R create(Create mutation);

        /** Handles {@link MakeDirectory}. */
        R makeDirectory(MakeDirectory mutation);

        /** Handles {@link Write}. */
        R write(Write mutation);

        /** Handles {@link Truncate}. */
        R truncate(Truncate mutation);

        /** Handles {@link Rename}. */
        R rename(Rename mutation);

        /** Handles {@link Delete}. */
        R delete(Delete mutation);

        /** Handles {@link SetMtime}. */
        R setMtime(SetMtime mutation);

        /** Handles {@link Unlock}. */
        R unlock(Unlock mutation);

        /** Handles {@link LogMessage}. */
        R logMessage(LogMessage mutation);

        /** Handles {@link TermOpened}. */
        R termOpened(TermOpened mutation);

        /** Handles {@link MembersChanged}. */
        R membersChanged(MembersChanged mutation);

        /** Handles a part of a {@link Transfer}. */
        R transfer(Transfer part);
    }

    private static void requireRange(String what, long value, long max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(what + " " + value + " is not between 0 and " + max);
        }
    }
}
