package org.jpmxcfs.transport.corosync.conf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.transport.corosync.conf.Section.Setting;
import org.jpmxcfs.transport.pki.NodeName;

/**
 * A {@code corosync.conf}: which nodes belong to the cluster, in a file that Proxmox's own tools
 * read and write too. What it says besides (other sections, keys, comments, their order and
 * spacing) is kept byte for byte; an edit changes only the lines that it is about. Never changed.
 *
 * <p>Each node has one vote and a majority decides. Keys that would change that rule for Corosync,
 * such as {@code two_node} or a quorum device, have no effect, see {@link #withoutEffect}: the
 * cluster is then more careful than the file asks for.
 */
public final class CorosyncConf {
    /** Where the file lies in the tree. */
    public static final String PATH = "corosync.conf";

    /** TCP port on which a node listens for its peers, unless {@code jpmxcfs_port} says another. */
    public static final int DEFAULT_PORT = 5410;

    /** Most nodes of a cluster. */
    public static final int NODES_MAX = 32;

    /** Most letters of a cluster's name, as in Proxmox. */
    public static final int CLUSTER_NAME_MAX = 15;

    private static final long VERSION_MAX = 1L << 53; // exact also where a reader takes doubles
    private static final String VERSION = "config_version";

    private final List<String> lines;
    private final Section file;
    private final List<Member> members;
    private final String clusterName;
    private final Setting version;

    private CorosyncConf(List<String> lines) throws CorosyncException {
        this.lines = List.copyOf(lines);
        file = SectionReader.read(lines);
        Section totem = file.only("totem");
        clusterName = totem.require("cluster_name").value();
        version = totem.require(VERSION);
        NodeList.number(version, 0, VERSION_MAX);
        members = NodeList.read(file);
    }

    /**
     * Reads a file.
     *
     * @throws CorosyncException when it is not such a file, or has what this cluster does not
     */
    public static CorosyncConf parse(byte[] content) throws CorosyncException {
        if (content.length > Limits.FILE_BYTES_MAX) {
            throw new CorosyncException("corosync.conf is larger than 1 MiB");
        }
        return new CorosyncConf(Arrays.asList(Names.ofBytes(content).split("\n", -1)));
    }

    /**
     * The file of a new cluster, as {@code pvecm create} makes it.
     *
     * @param clusterName name of the cluster, see {@link #isClusterName}
     * @param node its only node
     */
    public static CorosyncConf fresh(String clusterName, Member node) throws CorosyncException {
        if (!isClusterName(clusterName)) {
            throw new CorosyncException(
                    "a cluster's name has up to %d letters, digits and hyphens"
                            .formatted(CLUSTER_NAME_MAX));
        }
        List<String> lines = new ArrayList<>();
        lines.addAll(section("logging", "debug: off", "to_syslog: yes"));
        lines.add("nodelist {");
        lines.addAll(nodeLines(node, "  "));
        lines.addAll(List.of("}", ""));
        lines.addAll(section("quorum", "provider: corosync_votequorum"));
        lines.addAll(
                section(
                        "totem",
                        "cluster_name: " + clusterName,
                        VERSION + ": 1",
                        "interface {",
                        "  linknumber: 0",
                        "}",
                        "ip_version: ipv4-6",
                        "link_mode: passive",
                        "secauth: on",
                        "version: 2"));
        return new CorosyncConf(lines);
    }

    /** Whether a text can be the name of a new cluster. */
    public static boolean isClusterName(String text) {
        return text.length() <= CLUSTER_NAME_MAX && NodeName.isValid(text);
    }

    /** Whether a text can be the address of a node: an IP address or a host name. */
    public static boolean isAddress(String text) {
        return NodeList.isAddress(text);
    }

    /** The nodes in the order of the file; each one votes. */
    public List<Member> members() {
        return members;
    }

    /** The node of this name. */
    public Optional<Member> member(String name) {
        return members.stream().filter(member -> member.name().equals(name)).findFirst();
    }

    /** The node with this id. */
    public Optional<Member> member(int id) {
        return members.stream().filter(member -> member.id() == id).findFirst();
    }

    /**
     * What the file asks Corosync for and this cluster does not do, in a line each; normally
     * nothing.
     */
    public List<String> withoutEffect() {
        return QuorumRules.ignored(file, members.size());
    }

    /**
     * An id that no node has and none has had: above all the others, or the lowest free one when
     * the largest is taken.
     *
     * @param used ids that nodes have had, whether they are here or not
     */
    public long nextNodeId(Set<Integer> used) {
        Set<Long> taken =
                Stream.concat(used.stream(), members.stream().map(Member::id))
                        .map(Integer::toUnsignedLong)
                        .collect(Collectors.toSet());
        long next = Collections.max(taken) + 1;
        if (next <= Limits.U32_MAX) {
            return next;
        }
        return LongStream.rangeClosed(1, taken.size() + 1)
                .filter(id -> !taken.contains(id))
                .findFirst()
                .orElseThrow();
    }

    /** Name of the cluster. */
    public String clusterName() {
        return clusterName;
    }

    /** Number that grows with each change of the file. */
    public long configVersion() {
        return Long.parseLong(version.value());
    }

    /**
     * The next version of the file, with one node more, behind the others.
     *
     * @throws CorosyncException when its name, id or address is taken, or the list is full
     */
    public CorosyncConf withNode(Member node) throws CorosyncException {
        Section list = file.only(NodeList.SECTION);
        Section last = list.all(NodeList.NODE).get(members.size() - 1);
        List<String> edited = new ArrayList<>(nextVersion());
        edited.addAll(last.lastLine(), nodeLines(node, indent(lines.get(last.firstLine() - 1))));
        return new CorosyncConf(edited);
    }

    /**
     * The next version of the file, without one node.
     *
     * @throws CorosyncException when there is no such node, or it is the only one
     */
    public CorosyncConf withoutNode(String name) throws CorosyncException {
        Section list = file.only(NodeList.SECTION);
        for (Section node : list.all(NodeList.NODE)) {
            if (node.require("name").value().equals(name)) {
                List<String> edited = new ArrayList<>(nextVersion());
                edited.subList(node.firstLine() - 1, node.lastLine()).clear();
                return new CorosyncConf(edited);
            }
        }
        throw new CorosyncException("corosync.conf names no node " + name);
    }

    /** The content of the file. */
    public byte[] toBytes() {
        return Names.toBytes(String.join("\n", lines));
    }

    private List<String> nextVersion() {
        List<String> edited = new ArrayList<>(lines);
        String line = lines.get(version.line() - 1);
        int value = line.indexOf(':') + 1;
        while (Character.isWhitespace(line.charAt(value))) {
            value++;
        }
        int end = value + version.value().length();
        edited.set(
                version.line() - 1,
                line.substring(0, value) + (configVersion() + 1) + line.substring(end));
        return edited;
    }

    private static List<String> nodeLines(Member node, String indent) {
        Stream<String> port =
                node.port() == DEFAULT_PORT
                        ? Stream.of()
                        : Stream.of(NodeList.PORT + ": " + node.port());
        Stream<String> settings =
                Stream.of(
                        "name: " + node.name(),
                        "nodeid: " + Integer.toUnsignedString(node.id()),
                        "quorum_votes: 1",
                        "ring0_addr: " + node.address());
        return Stream.of(
                        Stream.of("node {"),
                        Stream.concat(port, settings).map(setting -> "  " + setting),
                        Stream.of("}"))
                .flatMap(part -> part)
                .map(line -> indent + line)
                .collect(Collectors.toList());
    }

    private static List<String> section(String name, String... settings) {
        List<String> lines = new ArrayList<>(List.of(name + " {"));
        Stream.of(settings).forEach(setting -> lines.add("  " + setting));
        lines.addAll(List.of("}", ""));
        return lines;
    }

    private static String indent(String line) {
        return line.substring(0, line.length() - line.stripLeading().length());
    }
}
