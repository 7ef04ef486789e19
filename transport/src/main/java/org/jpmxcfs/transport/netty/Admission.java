package org.jpmxcfs.transport.netty;

import java.util.Optional;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.transport.raft.node.LinkIdentity;

/** Who may speak to a node. Pure. */
final class Admission {
    private final LinkIdentity self;

    Admission(LinkIdentity self) {
        this.self = self;
    }

    /**
     * Why a node that dialled is refused; empty when it may speak.
     *
     * @param proved common name of its certificate, which the cluster's authority has issued
     * @param known the member with its node id; empty when there is none
     * @param open whether nodes that are not known may speak too
     */
    Optional<Frame.Refused> objection(
            Frame.Hello hello, String proved, Optional<Member> known, boolean open) {
        String id = Integer.toUnsignedString(hello.nodeId());
        if (!hello.clusterId().equals(self.clusterId())) {
            return refused(
                    Refusal.OTHER_CLUSTER,
                    "cluster " + hello.clusterId() + " is not " + self.clusterId());
        }
        if (!hello.name().equals(proved)) {
            return refused(
                    Refusal.WRONG_NAME,
                    "it says " + hello.name() + ", and its certificate " + proved);
        }
        if (hello.nodeId() == self.nodeId() || hello.name().equals(self.nodeName())) {
            return refused(
                    Refusal.SAME_ID,
                    "node id " + id + " or name " + hello.name() + " is that of the node dialled");
        }
        if (known.isPresent() && !known.get().name().equals(hello.name())) {
            return refused(
                    Refusal.WRONG_NAME,
                    "node id " + id + " is " + known.get().name() + " here, not " + hello.name());
        }
        if (known.isEmpty() && !open) {
            return refused(
                    Refusal.NOT_A_MEMBER,
                    hello.name()
                            + " with id "
                            + id
                            + " is no member in corosync.conf; one that was removed can only join"
                            + " anew");
        }
        return Optional.empty();
    }

    private static Optional<Frame.Refused> refused(Refusal reason, String text) {
        return Optional.of(new Frame.Refused(reason, Names.ofText(OneLine.of(text))));
    }
}
