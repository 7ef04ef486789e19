package org.jpmxcfs.transport.raft.simulation;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Mutation;

/**
 * A small state machine with a memory of requests, as the tree has one: a checksum over everything
 * that it took effect of, in order.
 */
final class AppliedState {
    private static final int WINDOW = 256;

    private static final class Seen {
        private long newest;
        private BitSet ids = new BitSet(); // bit i: request newest - i was seen

        boolean add(long id) {
            if (id <= newest - WINDOW || (id <= newest && ids.get((int) (newest - id)))) {
                return false;
            }
            if (id > newest) {
                long shift = id - newest;
                BitSet moved = new BitSet();
                ids.stream()
                        .filter(i -> i + shift < WINDOW)
                        .forEach(i -> moved.set(i + (int) shift));
                ids = moved;
                newest = id;
            }
            ids.set((int) (newest - id));
            return true;
        }
    }

    private final Map<Integer, Seen> seen = new TreeMap<>();
    private long index;
    private long term;
    private long checksum;
    private List<Member> members;

    AppliedState(List<Member> members) {
        this.members = members;
    }

    Mark mark() {
        return new Mark(index, term, members);
    }

    long index() {
        return index;
    }

    long checksum() {
        return checksum;
    }

    /** Whether the entry took effect: not when its request had before. */
    boolean apply(Entry entry) {
        Violation.unless(
                entry.index() == index + 1, "entry %d applied after %d", entry.index(), index);
        index = entry.index();
        term = entry.term();
        if (entry.mutation() instanceof Mutation.MembersChanged changed) {
            members = changed.members();
        }
        boolean effective =
                entry.requestId() == 0
                        || seen.computeIfAbsent(entry.origin(), o -> new Seen())
                                .add(entry.requestId());
        if (effective) {
            checksum = checksum * 1_000_003 + entry.origin() * 31L + entry.requestId();
        }
        return effective;
    }

    AppliedState copy() {
        return decode(encode());
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(index);
            out.writeLong(term);
            out.writeLong(checksum);
            out.writeInt(members.size());
            for (Member member : members) {
                out.writeInt(member.id());
                out.writeBoolean(member.voter());
            }
            out.writeInt(seen.size());
            for (Map.Entry<Integer, Seen> origin : seen.entrySet()) {
                out.writeInt(origin.getKey());
                out.writeLong(origin.getValue().newest);
                byte[] ids = origin.getValue().ids.toByteArray();
                out.writeInt(ids.length);
                out.write(ids);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static AppliedState decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            AppliedState state = new AppliedState(List.of());
            state.index = in.readLong();
            state.term = in.readLong();
            state.checksum = in.readLong();
            List<Member> members = new ArrayList<>();
            for (int i = in.readInt(); i > 0; i--) {
                members.add(Simulation.member(in.readInt(), in.readBoolean()));
            }
            state.members = members;
            for (int i = in.readInt(); i > 0; i--) {
                Seen origin = new Seen();
                state.seen.put(in.readInt(), origin);
                origin.newest = in.readLong();
                origin.ids = BitSet.valueOf(in.readNBytes(in.readInt()));
            }
            return state;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
