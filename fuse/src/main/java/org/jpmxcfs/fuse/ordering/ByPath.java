package org.jpmxcfs.fuse.ordering;

import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Transfer;
import org.jpmxcfs.materializer.tree.Tree;

/**
 * Says of every place in a mutation by which path it is reached from the root, however the caller
 * has addressed it: what is ordered, and so the history, does not depend on that.
 */
public final class ByPath implements Mutation.Handler<Mutation> {
    private final Tree tree;

    private ByPath(Tree tree) {
        this.tree = tree;
    }

    /**
     * The same mutation by paths in a tree as it is now. What starts at an inode that is not there
     * stays as it is, to be refused in its turn.
     */
    public static Mutation in(Tree tree, Mutation mutation) {
        return mutation.accept(new ByPath(tree));
    }

    @Override
    public Mutation create(Mutation.Create mutation) {
        Location at = byPath(mutation.at());
        return at == mutation.at() ? mutation : new Mutation.Create(at);
    }

    @Override
    public Mutation makeDirectory(Mutation.MakeDirectory mutation) {
        Location at = byPath(mutation.at());
        return at == mutation.at() ? mutation : new Mutation.MakeDirectory(at);
    }

    @Override
    public Mutation write(Mutation.Write mutation) {
        Location at = byPath(mutation.at());
        return at == mutation.at()
                ? mutation
                : new Mutation.Write(at, mutation.offset(), mutation.data());
    }

    @Override
    public Mutation truncate(Mutation.Truncate mutation) {
        Location at = byPath(mutation.at());
        return at == mutation.at() ? mutation : new Mutation.Truncate(at, mutation.size());
    }

    @Override
    public Mutation rename(Mutation.Rename mutation) {
        Location from = byPath(mutation.from());
        Location to = byPath(mutation.to());
        return from == mutation.from() && to == mutation.to()
                ? mutation
                : new Mutation.Rename(from, to);
    }

    @Override
    public Mutation delete(Mutation.Delete mutation) {
        Location at = byPath(mutation.at());
        return at == mutation.at() ? mutation : new Mutation.Delete(at);
    }

    @Override
    public Mutation setMtime(Mutation.SetMtime mutation) {
        Location at = byPath(mutation.at());
        return at == mutation.at() ? mutation : new Mutation.SetMtime(at, mutation.mtime());
    }

    @Override
    public Mutation unlock(Mutation.Unlock mutation) {
        Location at = byPath(mutation.at());
        return at == mutation.at() ? mutation : new Mutation.Unlock(at, mutation.checksum());
    }

    @Override
    public Mutation logMessage(Mutation.LogMessage mutation) {
        return mutation;
    }

    @Override
    public Mutation termOpened(Mutation.TermOpened mutation) {
        return mutation;
    }

    @Override
    public Mutation membersChanged(Mutation.MembersChanged mutation) {
        return mutation;
    }

    /** Its rows come with inodes and parents of their own. */
    @Override
    public Mutation transfer(Transfer part) {
        return part;
    }

    private Location byPath(Location at) {
        String base = at.base() == 0 ? null : tree.pathOf(at.base());
        if (base == null) {
            return at;
        }
        String path = at.path().isEmpty() ? base : base + '/' + at.path();
        return Location.isNormal(path) ? Location.of(path) : at;
    }
}
