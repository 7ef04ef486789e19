package org.jpmxcfs.transport.corosync.conf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.transport.corosync.conf.Section.Setting;
import org.jpmxcfs.transport.pki.NodeName;

/** Reads the members of a cluster out of the section {@code nodelist}. */
final class NodeList {
    static final String SECTION = "nodelist";
    static final String NODE = "node";
    static final String PORT = "jpmxcfs_port";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9._:-]+");

    private final Map<String, Integer> seen = new HashMap<>(); // what must be unique -> its line

    private NodeList() {}

    /** All nodes in the order of the file, each a voter. */
    static List<Member> read(Section file) throws CorosyncException {
        Section list = file.only(SECTION);
        NodeList reader = new NodeList();
        List<Member> members = new ArrayList<>();
        for (Section node : list.all(NODE)) {
            if (members.size() == CorosyncConf.NODES_MAX) {
                throw CorosyncException.at(
                        node.firstLine(), "more than " + CorosyncConf.NODES_MAX + " nodes");
            }
            members.add(reader.member(node));
        }
        if (members.isEmpty()) {
            throw CorosyncException.at(list.firstLine(), "section 'nodelist' names no node");
        }
        return List.copyOf(members);
    }

    private Member member(Section node) throws CorosyncException {
        Setting name = node.require("name");
        if (!NodeName.isValid(name.value())) {
            throw CorosyncException.at(
                    name.line(), "a node's name has up to 63 letters, digits and hyphens");
        }
        Setting id = node.require("nodeid");
        Setting address = node.require("ring0_addr");
        if (!isAddress(address.value())) {
            throw CorosyncException.at(
                    address.line(), "ring0_addr is neither an IP address nor a host name");
        }
        requireVote(node.find("quorum_votes"));
        Setting port = node.find(PORT);
        Member member =
                new Member(
                        (int) number(id, 1, Limits.U32_MAX),
                        name.value(),
                        address.value(),
                        port == null ? CorosyncConf.DEFAULT_PORT : (int) number(port, 1, 65_535),
                        true);
        requireNew(name, "node name " + name.value());
        requireNew(id, "node id " + Integer.toUnsignedString(member.id()));
        requireNew(address, "address " + member.address() + " port " + member.port());
        return member;
    }

    /** Whether a text has the form of an address. */
    static boolean isAddress(String text) {
        return text.length() <= Limits.ADDRESS_BYTES_MAX && ADDRESS.matcher(text).matches();
    }

    private static void requireVote(Setting votes) throws CorosyncException {
        if (votes != null && number(votes, 0, Limits.U32_MAX) != 1) {
            throw CorosyncException.at(
                    votes.line(),
                    "quorum_votes is " + votes.value() + "; each node must have exactly 1 vote");
        }
    }

    private void requireNew(Setting setting, String what) throws CorosyncException {
        Integer other = seen.putIfAbsent(what, setting.line());
        if (other != null) {
            throw CorosyncException.at(
                    setting.line(), "%s is taken already, at line %d".formatted(what, other));
        }
    }

    /** A number in a range. */
    static long number(Setting setting, long min, long max) throws CorosyncException {
        if (NUMBER.matcher(setting.value()).matches()) {
            long value = Long.parseLong(setting.value());
            if (value >= min && value <= max) {
                return value;
            }
        }
        throw CorosyncException.at(
                setting.line(),
                "%s is not a number from %d to %d".formatted(setting.key(), min, max));
    }
}
