package org.jpmxcfs.fuse.it.cluster;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jpmxcfs.fuse.it.CommandRun;
import org.jpmxcfs.fuse.it.Until;
import org.junit.jupiter.api.Test;

/** The network that clusters are tested in does what tests rely on. */
class LanIT {
    private static final String NO_SERVICE = "9";

    @Test
    void shouldCarryPacketsWhileTheCableIsInAndLeaveNothingBehind() {
        Lan.Host one;
        try (Lan lan = Lan.of(LanIT.class, 2)) {
            // given
            one = lan.host(1);
            assertTrue(reaches(one, lan.host(2)));

            // when, then
            lan.host(2).unplug();
            assertFalse(reaches(one, lan.host(2)));
            assertFalse(reaches(lan.host(2), one));

            // when, then
            lan.host(2).plugIn();
            Until.holds("cable is in", () -> reaches(one, lan.host(2)));
        }
        assertFalse(CommandRun.of("ip", "netns", "list").out().contains(one.namespace()));
    }

    /** A host that is reached refuses a connection at once. */
    private static boolean reaches(Lan.Host from, Lan.Host to) {
        List<String> command = new ArrayList<>(from.entering());
        String connect = "</dev/tcp/" + to.address() + "/" + NO_SERVICE;
        command.addAll(List.of("timeout", "1", "bash", "-c", connect));
        return CommandRun.of(CommandRun.LIMIT, command).err().contains("refused");
    }
}
