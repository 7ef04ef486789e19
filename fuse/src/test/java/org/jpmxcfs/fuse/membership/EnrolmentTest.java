package org.jpmxcfs.fuse.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jpmxcfs.fuse.files.ClusterException;
import org.jpmxcfs.fuse.files.SequencedFiles;
import org.jpmxcfs.fuse.files.SharedFiles;
import org.jpmxcfs.fuse.node.StoppedNode;
import org.jpmxcfs.fuse.store.DataDirectory;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.log.model.Refusal;
import org.jpmxcfs.transport.Sequencer;
import org.jpmxcfs.transport.pki.Certificates;
import org.jpmxcfs.transport.pki.Keys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrolmentTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final Duration HOUR = Duration.ofHours(1);

    private final SecureRandom random = new SecureRandom();

    @TempDir Path dir;
    private StoppedNode node;
    private SharedFiles files;
    private ClusterIdentity founder;
    private Set<Integer> usedIds = Set.of(0, 1);

    @BeforeEach
    void found() throws Exception {
        node = StoppedNode.open(new DataDirectory(dir), "node1", System.err::println);
        files = new SequencedFiles(node::tree, node.sequencer());
        founder =
                new Founding(files, random, CLOCK)
                        .create("home", new Member(1, "node1", "10.0.0.1", 5410, true));
    }

    @AfterEach
    void close() throws Exception {
        node.close();
    }

    @Test
    void shouldMakeAnInvitedNodeAMember() throws Exception {
        // given
        Token token = Token.parse(invite("node2").toText());

        // when
        ClusterIdentity joined =
                joining(desk(CLOCK), CLOCK).join(token, 0, Optional.of("10.0.0.2"), 6000);

        // then
        assertEquals("home", joined.clusterName());
        assertEquals(founder.link().clusterId(), joined.link().clusterId());
        assertEquals(founder.link().authority(), joined.link().authority());
        assertEquals("node2", Certificates.commonName(joined.link().certificate()));
        assertTrue(Keys.belong(joined.link().key(), joined.link().certificate()));
        assertEquals(
                List.of(
                        new Member(1, "node1", "10.0.0.1", 5410, true),
                        new Member(2, "node2", "10.0.0.2", 6000, true)),
                membership().read().members());
        assertEquals(2, membership().read().configVersion());
        assertEquals(null, node.tree().find(TreePaths.CONF_LOCK));
    }

    @Test
    void shouldTakeTheAddressThatTheNodeComesFrom() throws Exception {
        // when
        ClusterIdentity joined =
                joining(desk(CLOCK), CLOCK).join(invite("node2"), 9, Optional.empty(), 5410);

        // then
        assertEquals("192.0.2.7", joined.address());
        assertEquals(
                new Member(9, "node2", "192.0.2.7", 5410, true),
                membership().read().member("node2").orElseThrow());
    }

    @Test
    void shouldRefuseATokenThatWasUsed() throws Exception {
        // given
        Token token = invite("node2");
        join(token);
        membership().change(conf -> conf.withoutNode("node2"));

        // when / then
        assertRefused(
                "this token is not good for node node2: it was used already, another one was made"
                        + " since, or it is of another cluster; make a new one on a member with"
                        + " 'jpmxcfs cluster invite node2'",
                () -> join(token));
    }

    @Test
    void shouldRefuseAWrongToken() throws Exception {
        // given
        Token good = invite("node2");
        Token wrong =
                new Token(
                        "node2",
                        good.address(),
                        good.port(),
                        good.authority(),
                        new byte[Invitations.SECRET_BYTES]);

        // when / then
        assertRefused("not good for node node2", () -> join(wrong));
        assertRefused(
                "not good for node node3",
                () ->
                        join(
                                new Token(
                                        "node3",
                                        good.address(),
                                        good.port(),
                                        good.authority(),
                                        good.secret())));
        join(good);
    }

    @Test
    void shouldRefuseATokenThatHasExpired() throws Exception {
        // given
        InstantSource later = InstantSource.fixed(NOW.plus(HOUR));
        Token token = invite("node2");

        // when / then
        assertRefused(
                "this token has expired at 2026-11-22T13:00:00Z; make a new one on a member with"
                        + " 'jpmxcfs cluster invite node2'",
                () -> joining(desk(later), later).join(token, 0, Optional.empty(), 5410));
    }

    @Test
    void shouldRefuseAClockThatIsOffByAnHour() throws Exception {
        // given
        Token token = invite("node2");
        InstantSource ahead = InstantSource.fixed(NOW.plus(HOUR));
        InstantSource behind = InstantSource.fixed(NOW.minus(HOUR));

        // when / then
        assertRefused(
                "the clock of node2 is 60 min ahead of that of node1; set it right, for instance"
                        + " with timedatectl, and join again",
                () -> joining(desk(CLOCK), ahead).join(token, 0, Optional.empty(), 5410));
        assertRefused(
                "the clock of node2 is 60 min behind that of node1",
                () -> joining(desk(CLOCK), behind).join(token, 0, Optional.empty(), 5410));
        join(token);
    }

    @Test
    void shouldRefuseWhatIsTakenAndLeaveTheTokenGood() throws Exception {
        // given
        Token taken = invite("node1");
        Token token = invite("node2");

        // when / then
        assertRefused("cluster home has a node node1 already", () -> join(taken));
        assertRefused(
                "node id 1 is that of node1 in cluster home; choose another --id, or none",
                () -> joining(desk(CLOCK), CLOCK).join(token, 1, Optional.empty(), 5410));
        assertRefused(
                "address 10.0.0.1 with port 5410 is that of node1 in cluster home",
                () -> joining(desk(CLOCK), CLOCK).join(token, 0, Optional.of("10.0.0.1"), 5410));
        join(token);
    }

    @Test
    void shouldNotGiveTheIdOfARemovedNodeAgain() throws Exception {
        // given
        join(invite("node2"));
        usedIds = Set.of(0, 1, 2);
        assertFalse(desk(CLOCK).hasLeft(2));
        membership().change(conf -> conf.withoutNode("node2"));

        // when
        Token token = invite("node2");

        // then
        assertTrue(desk(CLOCK).hasLeft(2));
        assertFalse(desk(CLOCK).hasLeft(3), "nothing is known of it");
        assertRefused(
                "node id 2 is that of a node that was removed from cluster home, and none is given"
                        + " twice; choose another --id, or none",
                () -> joining(desk(CLOCK), CLOCK).join(token, 2, Optional.empty(), 5410));
        assertEquals(3, join(token).link().nodeId());
    }

    @Test
    void shouldUseATokenOnceWhenManyTryAtTheSameTime() throws Exception {
        // given
        Token token = invite("node2");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<ClusterIdentity>> tries = new ArrayList<>();

        // when
        for (int i = 0; i < 4; i++) {
            String address = "10.0.1." + i;
            tries.add(
                    threads.submit(
                            () ->
                                    joining(desk(CLOCK), CLOCK)
                                            .join(token, 0, Optional.of(address), 5410)));
        }
        threads.shutdown();
        assertTrue(threads.awaitTermination(60, TimeUnit.SECONDS));

        // then
        int joined = 0;
        for (Future<ClusterIdentity> tried : tries) {
            try {
                tried.get();
                joined++;
            } catch (ExecutionException refused) {
                assertEquals(ClusterException.class, refused.getCause().getClass());
            }
        }
        assertEquals(1, joined);
        assertEquals(2, membership().read().members().size());
    }

    @Test
    void shouldSayThatThereIsNoQuorum() throws Exception {
        // given
        Token token = invite("node2");
        SharedFiles readOnly = new SequencedFiles(node::tree, new Refusing(Refusal.NO_QUORUM));
        EnrolmentDesk desk =
                new EnrolmentDesk(readOnly, Set::of, founder.link(), random, CLOCK, Runnable::run);

        // when / then
        assertRefused(
                "there is no quorum: start more nodes of the cluster, then try it again",
                () -> joining(desk, CLOCK).join(token, 0, Optional.empty(), 5410));
    }

    @Test
    void shouldTellACallerToComeBackWhenThereAreTooMany() {
        // given
        EnrolmentDesk busy =
                new EnrolmentDesk(
                        files,
                        Set::of,
                        founder.link(),
                        random,
                        CLOCK,
                        task -> {
                            throw new RejectedExecutionException();
                        });

        // when / then
        assertRefused(
                "node1 is busy",
                () -> joining(busy, CLOCK).join(invite("node2"), 0, Optional.empty(), 5410));
    }

    @Test
    void shouldAnswerAnyBytesWithARefusal() throws Exception {
        // given
        long seed = System.nanoTime();
        Random bytes = new Random(seed);
        byte[] good =
                Json.write(
                        new Enrolment.Request(
                                1, "node2", 0, new byte[24], 0, null, 5410, new byte[91]));
        long before = node.lastIndex();

        for (int i = 0; i < 3_000; i++) {
            // when
            byte[] request = i % 2 == 0 ? good.clone() : new byte[bytes.nextInt(200)];
            if (i % 2 == 0) {
                request[bytes.nextInt(request.length)] = (byte) bytes.nextInt();
            } else {
                bytes.nextBytes(request);
            }
            byte[] answer =
                    desk(CLOCK)
                            .answer(request, InetAddress.getLoopbackAddress())
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS);

            // then
            assertTrue(Json.read(answer, Enrolment.Answer.class).refusal() != null, "seed " + seed);
        }
        assertEquals(before, node.lastIndex(), "seed " + seed);
    }

    @Test
    void shouldRefuseAnAnswerOfAnotherCluster() throws Exception {
        // given
        Token token = invite("node2");
        Token otherCluster =
                new Token("node2", token.address(), token.port(), new byte[32], token.secret());

        // when / then
        assertRefused("not understood", () -> join(otherCluster));
        assertRefused(
                "not understood",
                () ->
                        new Joining((address, authority, request) -> new byte[9], random, CLOCK)
                                .join(token, 0, Optional.empty(), 5410));
    }

    @Test
    void shouldWaitForTheLockOfAnother() throws Exception {
        // given
        files.makeDirectory(TreePaths.LOCKS);
        assertTrue(files.makeDirectory(TreePaths.CONF_LOCK));
        List<Long> pauses = new ArrayList<>();
        MembershipFile patient =
                new MembershipFile(
                        files,
                        nanos -> {
                            pauses.add(nanos);
                            if (pauses.size() == 3) {
                                node.sequencer()
                                        .submit(
                                                new Mutation.Delete(
                                                        Location.of(TreePaths.CONF_LOCK)));
                            }
                        });
        MembershipFile unlucky = new MembershipFile(files, nanos -> {});

        // when
        patient.change(conf -> conf.withNode(new Member(5, "node5", "10.0.0.5", 5410, true)));
        files.makeDirectory(TreePaths.CONF_LOCK);

        // then
        assertEquals(3, pauses.size());
        assertRefused("is being changed by somebody else", () -> unlucky.change(conf -> conf));
    }

    private MembershipFile membership() {
        return new MembershipFile(files, LockSupport::parkNanos);
    }

    private Token invite(String name) throws IOException {
        byte[] secret = new Invitations(files, CLOCK).open(name, HOUR, random);
        byte[] authority = Certificates.fingerprint(founder.link().authority());
        return new Token(name, "10.0.0.1", 5410, authority, secret);
    }

    private EnrolmentDesk desk(InstantSource clock) {
        return new EnrolmentDesk(
                files, () -> usedIds, founder.link(), random, clock, Runnable::run);
    }

    private ClusterIdentity join(Token token) throws IOException {
        return joining(desk(CLOCK), CLOCK).join(token, 0, Optional.empty(), 5410);
    }

    private Joining joining(EnrolmentDesk desk, InstantSource clock) {
        return new Joining(
                (address, authority, request) ->
                        desk.answer(request, InetAddress.getByName("192.0.2.7"))
                                .toCompletableFuture()
                                .join(),
                random,
                clock);
    }

    private interface Attempt {
        Object make() throws IOException;
    }

    private static void assertRefused(String part, Attempt attempt) {
        String message = assertThrows(ClusterException.class, attempt::make).getMessage();
        assertTrue(message.contains(part), message);
        assertEquals(1, message.lines().count(), message);
    }

    /** A node that may not change anything now. */
    private record Refusing(Refusal refusal) implements Sequencer {
        @Override
        public Outcome submit(Mutation mutation) {
            return Outcome.refused(refusal);
        }

        @Override
        public Outcome sync() {
            return Outcome.refused(refusal);
        }

        @Override
        public boolean isQuorate() {
            return false;
        }

        @Override
        public boolean isWaiting() {
            return true;
        }

        @Override
        public int nodeId() {
            return 1;
        }

        @Override
        public void close() {}
    }
}
