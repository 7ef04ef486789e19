package org.jpmxcfs.fuse.virtual;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.jpmxcfs.fuse.virtual.RecordedLayout.Style;

/** {@code .members}: this node's name, and in a cluster who is in it. */
public final class MembersFile implements VirtualFile {
    /**
     * One node of the cluster.
     *
     * @param address its IP address as text, or null while it is not known
     */
    public record Member(String name, int id, boolean isOnline, String address) {}

    /**
     * The membership at one moment.
     *
     * @param version grows with every change of the others
     * @param cluster name of the cluster; null on a node without one
     * @param clusterVersion {@code config_version} of corosync.conf
     */
    public record Membership(
            String nodeName,
            long version,
            String cluster,
            long clusterVersion,
            boolean isQuorate,
            List<Member> members) {
        /** Nodes that are online; a node without a cluster is one. */
        public long onlineCount() {
            return cluster == null ? 1 : members.stream().filter(Member::isOnline).count();
        }

        /** A node without a cluster. */
        public static Membership single(String nodeName) {
            return new Membership(nodeName, 0, null, 0, true, List.of());
        }
    }

    private final Supplier<Membership> membership;
    private final LastText text = new LastText(this::render);

    /** Shows what {@code membership} says when the file is opened. */
    public MembersFile(Supplier<Membership> membership) {
        this.membership = membership;
    }

    @Override
    public String name() {
        return ".members";
    }

    @Override
    public byte[] content() {
        return text.of(membership.get().version());
    }

    private byte[] render() {
        Membership now = membership.get();
        return RecordedJson.render((json, layout) -> write(now, json, layout));
    }

    private static void write(Membership now, JsonGenerator json, RecordedLayout layout)
            throws IOException {
        layout.next(Style.lines("\n"));
        json.writeStartObject();
        json.writeStringField("nodename", now.nodeName());
        json.writeNumberField("version", now.version());
        if (now.cluster() != null) {
            writeCluster(now, json, layout);
        }
        json.writeEndObject();
    }

    private static void writeCluster(Membership now, JsonGenerator json, RecordedLayout layout)
            throws IOException {
        layout.next(Style.INLINE);
        json.writeObjectFieldStart("cluster");
        json.writeStringField("name", now.cluster());
        json.writeNumberField("version", now.clusterVersion());
        json.writeNumberField("nodes", now.members().size());
        json.writeNumberField("quorate", now.isQuorate() ? 1 : 0);
        json.writeEndObject();
        layout.next(new Style("\n  ", ",\n  ", "\n  ", "\n  "));
        json.writeObjectFieldStart("nodelist");
        for (Member member : now.members()) {
            layout.next(new Style(" ", ", ", "", ""));
            json.writeObjectFieldStart(member.name());
            json.writeNumberField("id", member.id());
            json.writeNumberField("online", member.isOnline() ? 1 : 0);
            if (member.address() != null) {
                json.writeStringField("ip", member.address());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
