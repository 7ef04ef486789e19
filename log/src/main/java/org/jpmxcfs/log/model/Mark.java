package org.jpmxcfs.log.model;

import java.util.List;

/**
 * A place in the order up to which the entries are represented by a state instead: a snapshot, or
 * the beginning of a journal (Ongaro 2014, 5.1).
 *
 * @param index index of the last entry that the state covers; 0 when it covers none
 * @param term term of that entry; 0 when there is none
 * @param members members of the cluster as of that entry
 */
public record Mark(long index, long term, List<Member> members) {
    /** Refuses negative numbers and more members than a cluster may have. */
    public Mark {
        if (index < 0 || term < 0 || members.size() > Limits.MEMBERS_MAX) {
            throw new IllegalArgumentException("no such mark: " + index + ", term " + term);
        }
        members = List.copyOf(members);
    }
}
