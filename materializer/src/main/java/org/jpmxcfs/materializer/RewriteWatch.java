package org.jpmxcfs.materializer;

import java.util.function.LongSupplier;
import org.jpmxcfs.log.SyncRule;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Transfer;
import org.jpmxcfs.materializer.tree.Tree;

/**
 * Watches what is applied for {@link Rewrites}. The thread that applies tells it of each entry, any
 * other may ask.
 */
final class RewriteWatch implements SyncRule {
    private final Rewrites rewrites = new Rewrites(); // guarded by this
    private final LongSupplier nanoClock;

    RewriteWatch(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** What {@code tree} made of an entry, told right after it. */
    synchronized void applied(Tree tree, Entry entry, Outcome outcome) {
        if (outcome.isDone()) {
            entry.mutation().accept(new Noting(tree, entry.index()));
        } else {
            rewrites.nothing(entry.index());
        }
    }

    @Override
    public synchronized boolean mayWait(long syncedIndex, long lastIndex) {
        return rewrites.mayWait(syncedIndex, lastIndex, nanoClock.getAsLong());
    }

    private final class Noting implements Mutation.Handler<Void> {
        private final Tree tree;
        private final long index;

        private Noting(Tree tree, long index) {
            this.tree = tree;
            this.index = index;
        }

        @Override
        public Void create(Mutation.Create mutation) {
            return created(mutation.at());
        }

        @Override
        public Void makeDirectory(Mutation.MakeDirectory mutation) {
            return created(mutation.at());
        }

        @Override
        public Void write(Mutation.Write mutation) {
            return changed(mutation.at());
        }

        @Override
        public Void truncate(Mutation.Truncate mutation) {
            return changed(mutation.at());
        }

        @Override
        public Void rename(Mutation.Rename mutation) {
            rewrites.renamed(index, path(mutation.from()), path(mutation.to()));
            return null;
        }

        @Override
        public Void delete(Mutation.Delete mutation) {
            return changed(mutation.at());
        }

        @Override
        public Void setMtime(Mutation.SetMtime mutation) {
            return changed(mutation.at());
        }

        @Override
        public Void unlock(Mutation.Unlock mutation) {
            return changed(mutation.at());
        }

        @Override
        public Void logMessage(Mutation.LogMessage mutation) {
            return other();
        }

        @Override
        public Void termOpened(Mutation.TermOpened mutation) {
            return other();
        }

        @Override
        public Void membersChanged(Mutation.MembersChanged mutation) {
            return other();
        }

        @Override
        public Void transfer(Transfer transfer) {
            return other();
        }

        private Void created(Location at) {
            rewrites.created(index, path(at));
            return null;
        }

        private Void changed(Location at) {
            rewrites.changed(index, path(at));
            return null;
        }

        private Void other() {
            rewrites.other(index);
            return null;
        }

        /** What was addressed by its inode alone and is gone has no path that anybody repeats. */
        private String path(Location at) {
            if (at.base() == 0) {
                return at.path();
            }
            String base = tree.pathOf(at.base());
            if (base == null) {
                return "";
            }
            return at.path().isEmpty() ? base : base + "/" + at.path();
        }
    }
}
