package org.jpmxcfs.fuse.membership;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jpmxcfs.fuse.virtual.MembersFile;
import org.jpmxcfs.fuse.virtual.MembersFile.Membership;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.transport.corosync.conf.CorosyncConf;
import org.jpmxcfs.transport.raft.node.LinkStatus;

/**
 * Who is in the cluster and who of them is reached, as {@code .members} shows it, with a version
 * that grows whenever any of it has changed since somebody last looked. Safe to use from any
 * thread.
 */
public final class MembershipView implements Supplier<Membership> {
    private final String nodeName;
    private final int nodeId;
    private final Supplier<Optional<CorosyncConf>> config;
    private final Supplier<Map<Integer, LinkStatus>> links;
    private final Function<String, Optional<String>> addresses;
    private final BooleanSupplier isQuorate;
    private Membership last; // guarded by this

    /**
     * The view of one node.
     *
     * @param config corosync.conf as last applied
     * @param links the links to other members, by node id
     * @param addresses what a node told of its own address, by its name in the form of {@link
     *     Names}
     */
    public MembershipView(
            String nodeName,
            int nodeId,
            Supplier<Optional<CorosyncConf>> config,
            Supplier<Map<Integer, LinkStatus>> links,
            Function<String, Optional<String>> addresses,
            BooleanSupplier isQuorate) {
        this.nodeName = nodeName;
        this.nodeId = nodeId;
        this.config = config;
        this.links = links;
        this.addresses = addresses;
        this.isQuorate = isQuorate;
        this.last = Membership.single(nodeName);
    }

    @Override
    public synchronized Membership get() {
        Membership now = at(last.version());
        if (!now.equals(last)) {
            last = at(last.version() + 1);
        }
        return last;
    }

    /** The version alone, for {@code .version}. */
    long version() {
        return get().version();
    }

    private Membership at(long version) {
        Optional<CorosyncConf> present = config.get();
        if (present.isEmpty()) {
            return new Membership(nodeName, version, null, 0, isQuorate.getAsBoolean(), List.of());
        }
        Map<Integer, LinkStatus> linked = links.get();
        List<MembersFile.Member> members = new ArrayList<>();
        for (Member member : present.get().members()) {
            LinkStatus link = linked.get(member.id());
            boolean isOnline = member.id() == nodeId || (link != null && link.isUp());
            String address = addresses.apply(Names.ofText(member.name())).orElse(member.address());
            members.add(new MembersFile.Member(member.name(), member.id(), isOnline, address));
        }
        return new Membership(
                nodeName,
                version,
                present.get().clusterName(),
                present.get().configVersion(),
                isQuorate.getAsBoolean(),
                members);
    }
}
