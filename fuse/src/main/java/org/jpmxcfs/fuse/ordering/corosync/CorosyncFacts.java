package org.jpmxcfs.fuse.ordering.corosync;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jpmxcfs.fuse.virtual.MembersFile;
import org.jpmxcfs.fuse.virtual.MembersFile.Membership;
import org.jpmxcfs.transport.corosync.CorosyncEngine;
import org.jpmxcfs.transport.corosync.Synchronisations;

/** What a node knows of its cluster at one moment, for {@code cluster status}. */
record CorosyncFacts(CorosyncEngine engine, Membership membership) {
    /** Adds {@code cluster}, an object, and {@code members}, an array. */
    void putInto(ObjectNode json) {
        Synchronisations known = engine.synchronisations();
        ObjectNode cluster = json.putObject("cluster");
        cluster.put("engine", "corosync");
        cluster.put("name", membership.cluster() == null ? "" : membership.cluster());
        cluster.put("configVersion", membership.clusterVersion());
        cluster.put("quorate", engine.isQuorate());
        cluster.put("role", known.mode().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        cluster.put("ring", engine.ring());
        cluster.put("trouble", known.trouble());
        putSynchronisation(known.last(), cluster);
        putVerification(known.verified(), cluster);
        putMembers(json.putArray("members"));
    }

    private static void putSynchronisation(Synchronisations.Last last, ObjectNode cluster) {
        if (last != null) {
            cluster.put("synchronisedTo", Integer.toUnsignedLong(last.leader()));
            cluster.put("synchronisedMembers", last.memberCount());
            cluster.put("rowsPut", last.putCount());
            cluster.put("rowsRemoved", last.removedCount());
            cluster.put("synchronisationTime", last.seconds());
        }
    }

    private static void putVerification(Synchronisations.Verified verified, ObjectNode cluster) {
        cluster.put("verifiedIndex", verified == null ? 0 : verified.count());
        if (verified != null) {
            cluster.put("verificationEqual", verified.matches());
            cluster.put("verificationTime", verified.seconds());
        }
    }

    private void putMembers(ArrayNode array) {
        for (MembersFile.Member member : membership.members()) {
            ObjectNode json = array.addObject();
            json.put("name", member.name());
            json.put("id", Integer.toUnsignedLong(member.id()));
            json.put("address", member.address() == null ? "" : member.address());
            json.put("self", member.id() == engine.nodeId());
            json.put("online", member.isOnline());
        }
    }
}
