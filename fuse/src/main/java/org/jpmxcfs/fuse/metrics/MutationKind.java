package org.jpmxcfs.fuse.metrics;

import java.util.Locale;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Transfer;

/** The kinds of mutations, as metrics name them. */
enum MutationKind {
    CREATE,
    MAKE_DIRECTORY,
    WRITE,
    TRUNCATE,
    RENAME,
    DELETE,
    SET_MTIME,
    UNLOCK,
    LOG_MESSAGE,
    MEMBERS_CHANGED,
    TERM_OPENED,
    TRANSFER;

    private static final Mutation.Handler<MutationKind> KINDS = new Kinds();

    /** The kind of a mutation. */
    static MutationKind of(Mutation mutation) {
        return mutation.accept(KINDS);
    }

    /** The value of the label {@code kind}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static final class Kinds implements Mutation.Handler<MutationKind> {
        @Override
        public MutationKind create(Mutation.Create mutation) {
            return CREATE;
        }

        @Override
        public MutationKind makeDirectory(Mutation.MakeDirectory mutation) {
            return MAKE_DIRECTORY;
        }

        @Override
        public MutationKind write(Mutation.Write mutation) {
            return WRITE;
        }

        @Override
        public MutationKind truncate(Mutation.Truncate mutation) {
            return TRUNCATE;
        }

        @Override
        public MutationKind rename(Mutation.Rename mutation) {
            return RENAME;
        }

        @Override
        public MutationKind delete(Mutation.Delete mutation) {
            return DELETE;
        }

        @Override
        public MutationKind setMtime(Mutation.SetMtime mutation) {
            return SET_MTIME;
        }

        @Override
        public MutationKind unlock(Mutation.Unlock mutation) {
            return UNLOCK;
        }

        @Override
        public MutationKind logMessage(Mutation.LogMessage mutation) {
            return LOG_MESSAGE;
        }

        @Override
        public MutationKind membersChanged(Mutation.MembersChanged mutation) {
            return MEMBERS_CHANGED;
        }

        @Override
        public MutationKind termOpened(Mutation.TermOpened mutation) {
            return TERM_OPENED;
        }

        @Override
        public MutationKind transfer(Transfer part) {
            return TRANSFER;
        }
    }
}
