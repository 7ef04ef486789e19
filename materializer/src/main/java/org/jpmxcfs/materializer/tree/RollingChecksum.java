package org.jpmxcfs.materializer.tree;

import java.util.zip.CRC32C;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Transfer;

/**
 * A checksum over all entries and their outcomes so far, cheap enough for each apply: nodes that
 * have applied the same entries alike have the same one. It finds divergence, not forgery.
 */
final class RollingChecksum implements Mutation.Handler<Void>, Transfer.Handler<Void> {
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private final CRC32C crc = new CRC32C();
    private long value;

    RollingChecksum(long value) {
        this.value = value;
    }

    /** The checksum as of the last entry. */
    long value() {
        return value;
    }

    /** Takes in an entry and what became of it. */
    void add(Entry entry, Outcome outcome) {
        mix(entry.index());
        mix(entry.term());
        mix(entry.origin());
        mix(entry.requestId());
        mix(entry.timeMillis());
        entry.mutation().accept(this);
        mix(outcome.isDone() ? -1 : outcome.refusal().ordinal());
        mix(outcome.count());
    }

    @Override
    public Void create(Mutation.Create mutation) {
        return at(1, mutation.at());
    }

    @Override
    public Void makeDirectory(Mutation.MakeDirectory mutation) {
        return at(2, mutation.at());
    }

    @Override
    public Void write(Mutation.Write mutation) {
        at(3, mutation.at());
        mix(mutation.offset());
        return bytes(mutation.data());
    }

    @Override
    public Void truncate(Mutation.Truncate mutation) {
        at(4, mutation.at());
        return mix(mutation.size());
    }

    @Override
    public Void rename(Mutation.Rename mutation) {
        at(5, mutation.from());
        return at(5, mutation.to());
    }

    @Override
    public Void delete(Mutation.Delete mutation) {
        return at(6, mutation.at());
    }

    @Override
    public Void setMtime(Mutation.SetMtime mutation) {
        at(7, mutation.at());
        return mix(mutation.mtime());
    }

    @Override
    public Void unlock(Mutation.Unlock mutation) {
        at(8, mutation.at());
        return bytes(mutation.checksum());
    }

    @Override
    public Void logMessage(Mutation.LogMessage mutation) {
        mix(9);
        mix(mutation.priority());
        mix(mutation.pid());
        text(mutation.node());
        text(mutation.user());
        text(mutation.tag());
        return text(mutation.text());
    }

    @Override
    public Void termOpened(Mutation.TermOpened mutation) {
        return mix(10);
    }

    @Override
    public Void membersChanged(Mutation.MembersChanged mutation) {
        mix(11);
        for (Member member : mutation.members()) {
            mix(member.id());
            text(member.name());
            text(member.address());
            mix(member.port());
            mix(member.voter() ? 1 : 0);
        }
        return null;
    }

    @Override
    public Void transfer(Transfer part) {
        return part.acceptPart(this);
    }

    @Override
    public Void begun(Transfer.Begun part) {
        mix(12);
        mix(part.source().ordinal());
        mix(part.node());
        mix(part.version());
        return text(part.reason());
    }

    @Override
    public Void row(Transfer.Row part) {
        mix(13);
        mix(part.inode());
        mix(part.parent());
        mix(part.version());
        mix(part.writer());
        mix(part.mtime());
        mix(part.directory() ? 1 : 0);
        text(part.name());
        return bytes(part.data());
    }

    @Override
    public Void dropped(Transfer.Dropped part) {
        mix(14);
        for (long inode : part.inodes()) {
            mix(inode);
        }
        return mix(part.inodes().length);
    }

    @Override
    public Void committed(Transfer.Committed part) {
        mix(15);
        return bytes(part.digest());
    }

    private Void at(int kind, Location location) {
        mix(kind);
        mix(location.base());
        return text(location.path());
    }

    // The hash of a String is laid down by its specification: the same on every node.
    private Void text(String text) {
        mix(text.length());
        return mix(text.hashCode());
    }

    private Void bytes(byte[] bytes) {
        crc.reset();
        crc.update(bytes, 0, bytes.length);
        mix(bytes.length);
        return mix(crc.getValue());
    }

    private Void mix(long input) {
        long mixed = (value ^ input) * MULTIPLIER;
        value = mixed ^ (mixed >>> 32);
        return null;
    }
}
