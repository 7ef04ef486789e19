package org.jpmxcfs.transport.raft.core;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import org.jpmxcfs.log.model.Member;

/** What more than half of the voters have in common. */
final class Quorum {
    private Quorum() {}

    /** The highest value that a majority of the voters has reached; 0 without voters. */
    static long reachedByMajority(List<Member> members, IntToLongFunction valueOf) {
        long[] values = new long[members.size()];
        int voters = 0;
        for (Member member : members) {
            if (member.voter()) {
                values[voters++] = valueOf.applyAsLong(member.id());
            }
        }
        Arrays.sort(values, 0, voters);
        return voters == 0 ? 0 : values[(voters - 1) / 2];
    }

    /** Whether a majority of the voters fits; false without voters. */
    static boolean isMajority(List<Member> members, IntPredicate fits) {
        int voters = 0;
        int fitting = 0;
        for (Member member : members) {
            if (member.voter()) {
                voters++;
                fitting += fits.test(member.id()) ? 1 : 0;
            }
        }
        return fitting > voters / 2;
    }
}
