package org.jpmxcfs.transport.corosync.conf;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jpmxcfs.transport.corosync.conf.Section.Setting;

/**
 * The section {@code quorum}, where votequorum(5) has rules by which fewer nodes than a majority,
 * or something that is no node, can decide. Here always a majority of all nodes does.
 */
final class QuorumRules {
    private static final String SECTION = "quorum";
    private static final String DEVICE = "device";
    private static final String EXPECTED_VOTES = "expected_votes";

    private static final Set<String> SWITCHES =
            Set.of(
                    "two_node",
                    "wait_for_all",
                    "last_man_standing",
                    "auto_tie_breaker",
                    "allow_downscale");

    private QuorumRules() {}

    /** A line for each rule that is asked for. */
    static List<String> ignored(Section file, int nodeCount) {
        List<String> lines = new ArrayList<>();
        for (Section quorum : file.all(SECTION)) {
            for (Setting setting : quorum.settings()) {
                if (isAsked(setting, nodeCount)) {
                    lines.add(line(setting.line(), setting.key() + ": " + setting.value()));
                }
            }
            quorum.all(DEVICE).forEach(d -> lines.add(line(d.firstLine(), "the quorum device")));
        }
        return lines;
    }

    private static boolean isAsked(Setting setting, int nodeCount) {
        boolean isOther =
                setting.key().equals(EXPECTED_VOTES)
                        && !setting.value().equals(Integer.toString(nodeCount));
        return isOther || (SWITCHES.contains(setting.key()) && !setting.value().equals("0"));
    }

    private static String line(int line, String what) {
        return "corosync.conf, line %d: %s has no effect; each node has 1 vote, and a majority of all nodes decides"
                .formatted(line, what);
    }
}
