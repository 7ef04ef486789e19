package org.jpmxcfs.transport.raft.core;

import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Transfer;

/** About how many bytes an entry takes in memory and on the wire; never less than on the wire. */
public final class Weight implements Mutation.Handler<Integer>, Transfer.Handler<Integer> {
    private static final int FIXED_BYTES = 96;
    private static final int MEMBER_BYTES = 600;
    private static final Weight WEIGHT = new Weight();

    private Weight() {}

    /** Of an entry. */
    public static int of(Entry entry) {
        return of(entry.mutation());
    }

    /** Of an entry with this mutation. */
    public static int of(Mutation mutation) {
        return FIXED_BYTES + mutation.accept(WEIGHT);
    }

    @Override
    public Integer create(Mutation.Create m) {
        return m.at().path().length();
    }

    @Override
    public Integer makeDirectory(Mutation.MakeDirectory m) {
        return m.at().path().length();
    }

    @Override
    public Integer write(Mutation.Write m) {
        return m.at().path().length() + m.data().length;
    }

    @Override
    public Integer truncate(Mutation.Truncate m) {
        return m.at().path().length();
    }

    @Override
    public Integer rename(Mutation.Rename m) {
        return m.from().path().length() + m.to().path().length();
    }

    @Override
    public Integer delete(Mutation.Delete m) {
        return m.at().path().length();
    }

    @Override
    public Integer setMtime(Mutation.SetMtime m) {
        return m.at().path().length();
    }

    @Override
    public Integer unlock(Mutation.Unlock m) {
        return m.at().path().length() + m.checksum().length;
    }

    @Override
    public Integer logMessage(Mutation.LogMessage m) {
        return m.node().length() + m.user().length() + m.tag().length() + m.text().length();
    }

    @Override
    public Integer termOpened(Mutation.TermOpened m) {
        return 0;
    }

    @Override
    public Integer membersChanged(Mutation.MembersChanged m) {
        return m.members().size() * MEMBER_BYTES;
    }

    @Override
    public Integer transfer(Transfer part) {
        return part.acceptPart(this);
    }

    @Override
    public Integer begun(Transfer.Begun part) {
        return part.reason().length();
    }

    @Override
    public Integer row(Transfer.Row part) {
        return part.name().length() + part.data().length;
    }

    @Override
    public Integer dropped(Transfer.Dropped part) {
        return part.inodes().length * Long.BYTES;
    }

    @Override
    public Integer committed(Transfer.Committed part) {
        return part.digest().length;
    }
}
