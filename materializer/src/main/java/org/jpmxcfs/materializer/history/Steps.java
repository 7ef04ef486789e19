package org.jpmxcfs.materializer.history;

import java.io.IOException;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Transfer;
import org.jpmxcfs.materializer.tree.Attributes;
import org.jpmxcfs.materializer.tree.Tree;

/** Tells what each entry of a walk changes. One thread. */
public final class Steps {
    private final Walk walk;
    private final Tree tree;
    private final Paths paths = new Paths();

    /** Looks at the entries that are applied to {@code walk} through this. */
    public Steps(Walk walk) {
        this.walk = walk;
        this.tree = walk.tree();
    }

    /**
     * Applies the next entry of the walk.
     *
     * @return what it changed; null when it was refused, or changes no file or directory
     */
    public Step apply(Entry entry) throws IOException {
        if (entry.mutation() instanceof Transfer) {
            return TakeoverStep.apply(walk, entry);
        }
        Touched touched = touched(entry);
        if (touched == null) {
            walk.apply(entry);
            return null;
        }
        String place = touched.target == null ? touched.path : touched.target;
        boolean replaces = touched.target != null && size(place) != Step.ABSENT;
        int sizeBefore = size(replaces ? place : touched.path);
        long versionBefore = tree.version();
        walk.apply(entry);
        // A refused mutation, and one that was applied before, leaves the tree as it was.
        if (tree.version() == versionBefore) {
            return null;
        }
        return new Step(
                entry.index(),
                entry.origin(),
                entry.timeMillis(),
                touched.kind,
                touched.path,
                touched.target,
                replaces,
                sizeBefore,
                size(place),
                null);
    }

    /** What an entry is about, refused or not; null for one that is about no path. */
    Touched touched(Entry entry) {
        return entry.mutation().accept(paths);
    }

    /**
     * Paths that an entry names.
     *
     * @param target where a rename leads to, else null
     */
    record Touched(StepKind kind, String path, String target) {}

    private int size(String path) {
        Attributes entry = tree.find(path);
        return entry == null ? Step.ABSENT : entry.size();
    }

    private String path(Location at) {
        if (at.base() == 0) {
            return at.path();
        }
        String base = tree.pathOf(at.base());
        if (base == null || at.path().isEmpty()) {
            return base == null ? "" : base;
        }
        return base.isEmpty() ? at.path() : base + '/' + at.path();
    }

    private final class Paths implements Mutation.Handler<Touched> {
        @Override
        public Touched create(Mutation.Create mutation) {
            return at(StepKind.CREATE, mutation.at());
        }

        @Override
        public Touched makeDirectory(Mutation.MakeDirectory mutation) {
            return at(StepKind.MAKE_DIRECTORY, mutation.at());
        }

        @Override
        public Touched write(Mutation.Write mutation) {
            return at(StepKind.WRITE, mutation.at());
        }

        @Override
        public Touched truncate(Mutation.Truncate mutation) {
            return at(StepKind.TRUNCATE, mutation.at());
        }

        @Override
        public Touched rename(Mutation.Rename mutation) {
            return new Touched(StepKind.RENAME, path(mutation.from()), path(mutation.to()));
        }

        @Override
        public Touched delete(Mutation.Delete mutation) {
            return at(StepKind.DELETE, mutation.at());
        }

        @Override
        public Touched setMtime(Mutation.SetMtime mutation) {
            return at(StepKind.SET_MTIME, mutation.at());
        }

        @Override
        public Touched unlock(Mutation.Unlock mutation) {
            return at(StepKind.UNLOCK, mutation.at());
        }

        @Override
        public Touched logMessage(Mutation.LogMessage mutation) {
            return null;
        }

        @Override
        public Touched termOpened(Mutation.TermOpened mutation) {
            return null;
        }

        @Override
        public Touched membersChanged(Mutation.MembersChanged mutation) {
            return null;
        }

        @Override
        public Touched transfer(Transfer part) {
            return null;
        }

        private Touched at(StepKind kind, Location location) {
            return new Touched(kind, path(location), null);
        }
    }
}
