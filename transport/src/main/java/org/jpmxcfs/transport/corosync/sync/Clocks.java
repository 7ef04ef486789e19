package org.jpmxcfs.transport.corosync.sync;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jpmxcfs.log.model.MalformedException;
import org.jpmxcfs.transport.corosync.wire.Envelope;
import org.jpmxcfs.transport.corosync.wire.Peer;

/** Whether the clocks of the nodes agree: the times of changes are those of who makes them. */
final class Clocks {
    private final int secondsMax;
    private final Set<Integer> apart = new TreeSet<>();

    Clocks(int secondsMax) {
        this.secondsMax = secondsMax;
    }

    /** What to tell people when this message shows that a clock has begun to differ. */
    Optional<Note> check(Peer from, byte[] message, Moment now) {
        try {
            return compare(from, Envelope.decode(message).seconds(), now);
        } catch (MalformedException noTime) {
            return Optional.empty();
        }
    }

    private Optional<Note> compare(Peer from, int seconds, Moment now) {
        // The difference of two unsigned seconds, whichever is later.
        int ahead = seconds - now.wireSeconds();
        if (Math.abs((long) ahead) <= secondsMax) {
            apart.remove(from.nodeId());
            return Optional.empty();
        }
        if (!apart.add(from.nodeId())) {
            return Optional.empty();
        }
        return Optional.of(
                new Note(
                        Note.Level.WARNING,
                        "the clock of node "
                                + from.nodeId()
                                + " is "
                                + Math.abs((long) ahead)
                                + " s "
                                + (ahead > 0 ? "ahead of" : "behind")
                                + " this one: set both by NTP"));
    }
}
