package org.jpmxcfs.fuse.membership;

import java.io.IOException;
import java.net.InetAddress;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jpmxcfs.fuse.files.ClusterException;
import org.jpmxcfs.fuse.files.SharedFiles;
import org.jpmxcfs.fuse.membership.Enrolment.Answer;
import org.jpmxcfs.fuse.membership.Enrolment.Request;
import org.jpmxcfs.log.model.Limits;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.transport.corosync.conf.CorosyncConf;
import org.jpmxcfs.transport.corosync.conf.CorosyncException;
import org.jpmxcfs.transport.netty.StrangerDesk;
import org.jpmxcfs.transport.pki.Authority;
import org.jpmxcfs.transport.pki.Keys;
import org.jpmxcfs.transport.pki.NodeName;
import org.jpmxcfs.transport.pki.Pem;
import org.jpmxcfs.transport.pki.PkiException;
import org.jpmxcfs.transport.raft.node.LinkIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes invited nodes members: checks what they show, uses their invitation up, issues their
 * certificate and adds them to {@code corosync.conf}. Any member does this; what several of them do
 * at once is settled by the order of their changes to the tree.
 */
public final class EnrolmentDesk implements StrangerDesk {
    private static final Logger LOG = LoggerFactory.getLogger(EnrolmentDesk.class);
    private static final Duration SKEW_MAX = Duration.ofMinutes(5);

    private final SharedFiles files;
    private final Supplier<Set<Integer>> usedIds;
    private final LinkIdentity own;
    private final SecureRandom random;
    private final InstantSource clock;
    private final Executor executor;
    private final Invitations invitations;
    private final AtomicLong logged = new AtomicLong(); // second of the last refusal in the log

    /**
     * A desk of this node.
     *
     * @param files the tree
     * @param usedIds ids of nodes that have ever changed the tree. None is given again: journals
     *     and the tree still hold entries of the node that had it
     * @param own who this node is
     * @param executor runs one request each, which waits for changes of the tree; it may refuse one
     *     when there are too many
     */
    public EnrolmentDesk(
            SharedFiles files,
            Supplier<Set<Integer>> usedIds,
            LinkIdentity own,
            SecureRandom random,
            InstantSource clock,
            Executor executor) {
        this.files = files;
        this.usedIds = usedIds;
        this.own = own;
        this.random = random;
        this.clock = clock;
        this.executor = executor;
        invitations = new Invitations(files, clock);
    }

    @Override
    public CompletionStage<byte[]> answer(byte[] request, InetAddress from) {
        try {
            return CompletableFuture.supplyAsync(
                    () -> Json.write(answerTo(request, from)), executor);
        } catch (RejectedExecutionException busy) {
            Answer later = Answer.refused(own.nodeName() + " is busy; try it again in a minute");
            return CompletableFuture.completedFuture(Json.write(later));
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Where this node was away for long it knows an old list of members, but not of one that was
     * removed after that: whoever is not in the list and has changed the tree was removed before.
     */
    @Override
    public boolean hasLeft(int nodeId) {
        return usedIds.get().contains(nodeId) && !isNamed(nodeId);
    }

    private boolean isNamed(int nodeId) {
        try {
            return new MembershipFile(files, LockSupport::parkNanos)
                    .read()
                    .member(nodeId)
                    .isPresent();
        } catch (IOException | RuntimeException unreadable) {
            return true; // so that it is not taken for one that was removed
        }
    }

    private Answer answerTo(byte[] request, InetAddress from) {
        try {
            return enrol(Request.decode(request), from);
        } catch (IOException refused) {
            log(from, refused);
            return Answer.refused(refused.getMessage());
        } catch (RuntimeException defect) {
            LOG.error("a request of {} to join failed", from.getHostAddress(), defect);
            return Answer.refused("an internal error; the log of " + own.nodeName() + " has more");
        }
    }

    // Anybody may ask, and so write into the log: a line a second at most.
    private void log(InetAddress from, IOException refused) {
        long second = clock.millis() / 1000;
        if (logged.getAndSet(second) != second) {
            LOG.info("{} may not join: {}", from.getHostAddress(), refused.getMessage());
        }
    }

    private Answer enrol(Request request, InetAddress from) throws IOException {
        requireForm(request);
        invitations.require(request.node(), request.secret());
        requireClock(request);
        PublicKey key = publicKey(request);
        Authority authority = new ClusterAuthority(files).load(random);
        String address = request.address() == null ? text(from) : request.address();
        CorosyncConf conf =
                new MembershipFile(files, LockSupport::parkNanos)
                        .change(present -> admit(present, request, address));
        Member member = conf.member(request.node()).orElseThrow();
        X509Certificate certificate =
                authority.issue(request.node(), key, Authority.NODE_DAYS, clock);
        LOG.info("node {} joins the cluster from {}", request.node(), address);
        return new Answer(
                null,
                own.clusterId(),
                conf.clusterName(),
                Integer.toUnsignedLong(member.id()),
                address,
                Pem.of(certificate),
                Pem.of(authority.certificate()));
    }

    /** Nothing is used up unless the node can be added. */
    private CorosyncConf admit(CorosyncConf present, Request request, String address)
            throws IOException, CorosyncException {
        Set<Integer> used = usedIds.get();
        long id = request.nodeId() == 0 ? present.nextNodeId(used) : request.nodeId();
        requireFreeNode(present, request.node(), id);
        requireNewId(present, used, id);
        requireFreeAddress(present, address, request.port());
        CorosyncConf next =
                present.withNode(
                        new Member((int) id, request.node(), address, request.port(), true));
        if (!invitations.close(request.node())) {
            throw new ClusterException(
                    "this token was used at this moment by another node; make a new one on a member"
                            + " with 'jpmxcfs cluster invite "
                            + request.node()
                            + "'");
        }
        return next;
    }

    private static void requireForm(Request request) throws ClusterException {
        if (!NodeName.isValid(request.node())) {
            throw new ClusterException(
                    "a node's name has up to 63 letters, digits and hyphens; choose another name");
        }
        if (request.address() != null && !CorosyncConf.isAddress(request.address())) {
            throw new ClusterException("--address is neither an IP address nor a host name");
        }
        if (request.port() < 1 || request.port() > 65_535) {
            throw new ClusterException("--port is not between 1 and 65535");
        }
        if (request.nodeId() < 0 || request.nodeId() > Limits.U32_MAX) {
            throw new ClusterException("--id is not between 1 and " + Limits.U32_MAX);
        }
    }

    // Certificates have dates, and so have files: nodes must agree on what time it is.
    private void requireClock(Request request) throws ClusterException {
        Duration ahead = Duration.ofMillis(request.timeMillis() - clock.millis());
        if (ahead.abs().compareTo(SKEW_MAX) > 0) {
            throw new ClusterException(
                    "the clock of %s is %d min %s that of %s; set it right, for instance with timedatectl, and join again"
                            .formatted(
                                    request.node(),
                                    ahead.abs().toMinutes(),
                                    ahead.isNegative() ? "behind" : "ahead of",
                                    own.nodeName()));
        }
    }

    private static void requireFreeNode(CorosyncConf conf, String name, long id)
            throws ClusterException {
        String cluster = conf.clusterName();
        if (conf.member(name).isPresent()) {
            throw new ClusterException(
                    "cluster %s has a node %s already; choose another name, or remove that node first with 'jpmxcfs cluster remove %s'"
                            .formatted(cluster, name, name));
        }
        for (Member member : conf.members()) {
            if (member.id() == (int) id) {
                throw new ClusterException(
                        "node id %d is that of %s in cluster %s; choose another --id, or none"
                                .formatted(id, member.name(), cluster));
            }
        }
    }

    private static void requireNewId(CorosyncConf conf, Set<Integer> used, long id)
            throws ClusterException {
        if (used.contains((int) id)) {
            throw new ClusterException(
                    "node id %d is that of a node that was removed from cluster %s, and none is given twice; choose another --id, or none"
                            .formatted(id, conf.clusterName()));
        }
    }

    private static void requireFreeAddress(CorosyncConf conf, String address, int port)
            throws ClusterException {
        for (Member member : conf.members()) {
            if (member.address().equals(address) && member.port() == port) {
                throw new ClusterException(
                        "address %s with port %d is that of %s in cluster %s; choose another --address or --port"
                                .formatted(address, port, member.name(), conf.clusterName()));
            }
        }
    }

    private static PublicKey publicKey(Request request) throws ClusterException {
        try {
            return Keys.decodePublic(request.publicKey());
        } catch (PkiException e) {
            throw new ClusterException(e.getMessage(), e);
        }
    }

    /** The address without its interface, which has a meaning on this machine only. */
    private static String text(InetAddress from) {
        String text = from.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
