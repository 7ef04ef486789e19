package org.jpmxcfs.fuse.ordering.corosync;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jpmxcfs.fuse.virtual.MembersFile;
import org.jpmxcfs.fuse.virtual.MembersFile.Membership;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.transport.corosync.cpg.ConfiguredCluster;

/**
 * Who is in the cluster and who of them takes part, as {@code .members} shows it, with a version
 * that grows whenever any of it has changed since somebody last looked. Safe to use from any
 * thread.
 */
final class CorosyncMembership {
    private final String nodeName;
    private final Supplier<Optional<ConfiguredCluster>> cluster;
    private final Supplier<Set<Integer>> online;
    private final Function<String, Optional<String>> addresses;
    private final BooleanSupplier isQuorate;
    private Membership last; // guarded by this

    /**
     * The view of one node.
     *
     * @param cluster what Corosync's configuration says
     * @param online ids of the nodes whose daemons take part
     * @param addresses what a node told of its own address, by its name in the form of {@link
     *     Names}
     */
    CorosyncMembership(
            String nodeName,
            Supplier<Optional<ConfiguredCluster>> cluster,
            Supplier<Set<Integer>> online,
            Function<String, Optional<String>> addresses,
            BooleanSupplier isQuorate) {
        this.nodeName = nodeName;
        this.cluster = cluster;
        this.online = online;
        this.addresses = addresses;
        this.isQuorate = isQuorate;
        this.last = Membership.single(nodeName);
    }

    synchronized Membership get() {
        Membership now = at(last.version());
        if (!now.equals(last)) {
            last = at(last.version() + 1);
        }
        return last;
    }

    private Membership at(long version) {
        boolean quorate = isQuorate.getAsBoolean();
        Optional<ConfiguredCluster> known = cluster.get();
        if (known.isEmpty()) {
            return new Membership(nodeName, version, null, 0, quorate, List.of());
        }
        Set<Integer> present = online.get();
        List<MembersFile.Member> members = new ArrayList<>();
        for (ConfiguredCluster.Node node : known.get().nodes()) {
            String address = addresses.apply(Names.ofText(node.name())).orElse(null);
            boolean isOnline = present.contains(node.id());
            members.add(new MembersFile.Member(node.name(), node.id(), isOnline, address));
        }
        return new Membership(
                nodeName, version, known.get().name(), known.get().version(), quorate, members);
    }
}
