package org.jpmxcfs.log.model;

/**
 * What an entry begins with: enough to see whether it is worth reading whole.
 *
 * @param index place in the order
 * @param timeMillis the origin's clock when it asked, in milliseconds since 1970
 * @param isRename whether its mutation is a {@link Mutation.Rename}
 */
public record Heading(long index, long timeMillis, boolean isRename) {
    /** The heading of an entry. */
    public static Heading of(Entry entry) {
        return new Heading(
                entry.index(), entry.timeMillis(), entry.mutation() instanceof Mutation.Rename);
    }
}
