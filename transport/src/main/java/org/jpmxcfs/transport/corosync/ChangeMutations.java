package org.jpmxcfs.transport.corosync;

import java.util.Optional;
import java.util.function.Function;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.transport.corosync.wire.FileChange;

/**
 * What a change of the group is in the journal. Empty where no tree has such a path, so that the
 * change is refused on every node.
 */
final class ChangeMutations implements FileChange.Handler<Optional<Mutation>> {
    static final ChangeMutations INSTANCE = new ChangeMutations();

    private ChangeMutations() {}

    @Override
    public Optional<Mutation> write(FileChange.Write change) {
        boolean cutsOnly = change.cuts() && change.data().length == 0;
        return at(
                change.path(),
                at ->
                        cutsOnly
                                ? new Mutation.Truncate(at, change.offset())
                                : new Mutation.Write(at, change.offset(), change.data()));
    }

    @Override
    public Optional<Mutation> makeDirectory(FileChange.MakeDirectory change) {
        return at(change.path(), Mutation.MakeDirectory::new);
    }

    @Override
    public Optional<Mutation> delete(FileChange.Delete change) {
        return at(change.path(), Mutation.Delete::new);
    }

    @Override
    public Optional<Mutation> rename(FileChange.Rename change) {
        return location(change.to())
                .flatMap(to -> at(change.path(), from -> new Mutation.Rename(from, to)));
    }

    @Override
    public Optional<Mutation> create(FileChange.Create change) {
        return at(change.path(), Mutation.Create::new);
    }

    @Override
    public Optional<Mutation> setMtime(FileChange.SetMtime change) {
        return at(change.path(), at -> new Mutation.SetMtime(at, change.mtime()));
    }

    /** Changes nothing by itself, so that it is no entry. */
    @Override
    public Optional<Mutation> requestUnlock(FileChange.RequestUnlock change) {
        return Optional.empty();
    }

    @Override
    public Optional<Mutation> unlock(FileChange.Unlock change) {
        return at(change.path(), at -> new Mutation.Unlock(at, change.digest()));
    }

    private static Optional<Mutation> at(String path, Function<Location, Mutation> mutation) {
        return location(path).map(mutation);
    }

    /** Empty components and slashes at the ends do not count. */
    private static Optional<Location> location(String path) {
        StringBuilder normal = new StringBuilder();
        for (String component : path.split("/")) {
            if (!component.isEmpty()) {
                normal.append(normal.length() == 0 ? "" : "/").append(component);
            }
        }
        return normal.length() <= Limits.PATH_BYTES_MAX
                ? Optional.of(Location.of(normal.toString()))
                : Optional.empty();
    }
}
