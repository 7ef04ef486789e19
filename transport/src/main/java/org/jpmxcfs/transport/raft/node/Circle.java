package org.jpmxcfs.transport.raft.node;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jpmxcfs.log.model.Member;

/** Whom this node keeps links to: all that are members, and all that shall be. */
final class Circle {
    private final int self;
    private final Links links;
    private List<Member> members = List.of();
    private List<Member> wanted = List.of();

    Circle(int self, Links links) {
        this.self = self;
        this.links = links;
    }

    /**
     * Links anew where something has changed. A node that knows of nobody leaves its links as they
     * are: whoever has a certificate may tell it.
     *
     * @param wanted has the newer addresses, being what the configuration says
     */
    void set(List<Member> newMembers, List<Member> newWanted) {
        if (newMembers == members && newWanted == wanted) {
            return;
        }
        members = newMembers;
        wanted = newWanted;
        Map<Integer, Member> all = new LinkedHashMap<>();
        members.forEach(m -> all.put(m.id(), m));
        wanted.forEach(m -> all.put(m.id(), m));
        if (!all.isEmpty()) {
            all.remove(self);
            links.connect(List.copyOf(all.values()));
        }
    }
}
