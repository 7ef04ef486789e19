package org.jpmxcfs.transport.corosync.cpg;

import java.util.Comparator;

/**
 * A process in a group.
 *
 * @param nodeId id of its node, as Corosync has it
 * @param pid its process id; one node may have several
 */
public record GroupMember(int nodeId, int pid) implements Comparable<GroupMember> {
    private static final Comparator<GroupMember> ORDER =
            Comparator.comparingInt(GroupMember::nodeId).thenComparingInt(GroupMember::pid);

    @Override
    public int compareTo(GroupMember other) {
        return ORDER.compare(this, other);
    }
}
