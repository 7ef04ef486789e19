package org.jpmxcfs.fuse.ordering.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Nodes that tell each other of their states; a state is a chain of checksums. */
class DivergenceTest {
    /** One node, whose messages go to all others at once. */
    private final class Peer implements Divergence.Remedy {
        final int id;
        final Divergence divergence;
        long applied;
        long sum;
        int resyncs;
        int published;
        byte[] told = {};

        Peer(int id) {
            this.id = id;
            this.divergence = new Divergence(id, this);
        }

        void apply(int entries) {
            for (int i = 0; i < entries; i++) {
                applied++;
                sum = sum * 31 + applied;
                divergence.applied(applied, sum);
            }
        }

        /** As when the state of another is put in the place of this one's. */
        void take(Peer other) {
            applied = other.applied;
            sum = other.sum;
            divergence.replaced();
        }

        @Override
        public void publish(byte[] value) {
            told = value;
            published++;
            peers.forEach(peer -> peer.divergence.received(id, value));
        }

        @Override
        public void resync() {
            resyncs++;
        }
    }

    private final List<Peer> peers = new ArrayList<>();

    private void cluster(int size) {
        Set<Integer> ids = new TreeSet<>();
        for (int id = 1; id <= size; id++) {
            peers.add(new Peer(id));
            ids.add(id);
        }
        peers.forEach(peer -> peer.divergence.members(ids));
    }

    private void compareAll() {
        peers.forEach(peer -> peer.divergence.compare());
        peers.forEach(peer -> peer.divergence.compare());
    }

    private List<Integer> divergent() {
        return peers.stream().filter(p -> p.divergence.isDivergent()).map(p -> p.id).toList();
    }

    @Test
    void shouldFindNothingWhereAllAreAlikeHoweverFarApart() {
        // given
        cluster(3);

        // when
        for (int i = 0; i < 50; i++) {
            peers.get(0).apply(5_000);
            peers.get(1).apply(4_900);
            peers.get(2).apply(4_000);
            compareAll();
        }

        // then
        assertEquals(List.of(), divergent());
    }

    @Test
    void shouldFindTheOneThatDiffersAndAskOnceForTheStateOfAnother() {
        // given
        cluster(3);
        peers.forEach(peer -> peer.apply(1_000));
        Peer odd = peers.get(1);

        // when
        odd.sum++;
        peers.forEach(peer -> peer.apply(64));
        compareAll();
        compareAll();

        // then
        assertEquals(List.of(2), divergent());
        assertEquals(1, odd.resyncs);

        // and when it has the state of another
        odd.take(peers.get(0));
        peers.forEach(peer -> peer.apply(200));
        compareAll();

        // then
        assertEquals(List.of(), divergent());
        assertEquals(1, odd.resyncs);
    }

    @Test
    void shouldFindTheOneThatDiffersWhileAllAreSomeEntriesApart() {
        // given
        cluster(5);
        peers.get(4).sum = 7;

        // when
        for (int i = 0; i < 40; i++) {
            for (Peer peer : peers) {
                peer.apply(3_000 + 13 * peer.id);
            }
            compareAll();
        }

        // then
        assertEquals(List.of(5), divergent());
    }

    @Test
    void shouldNotCallAnyOfTwoTheOddOne() {
        // given
        cluster(2);
        peers.get(0).sum = 7;

        // when
        peers.forEach(peer -> peer.apply(1_000));
        compareAll();

        // then
        assertEquals(List.of(), divergent());
    }

    @Test
    void shouldNotCountTwoThatDifferInDifferentWaysAsAMajority() {
        // given
        cluster(3);
        peers.get(1).sum = 7;
        peers.get(2).sum = 8;

        // when
        peers.forEach(peer -> peer.apply(1_000));
        compareAll();

        // then
        assertEquals(List.of(), divergent());
    }

    @Test
    void shouldBelieveMembersOnlyAndSurviveNonsense() {
        // given
        cluster(3);
        Peer self = peers.get(0);
        self.apply(64);
        self.divergence.compare();
        byte[] wrong = self.told.clone();
        wrong[15] ^= 1;
        Random random = new Random(1);

        // when strangers, this node's own name and nonsense say otherwise
        self.divergence.received(8, wrong);
        self.divergence.received(9, wrong);
        self.divergence.received(1, wrong);
        for (int i = 0; i < 10_000; i++) {
            byte[] nonsense = new byte[random.nextInt(80)];
            random.nextBytes(nonsense);
            self.divergence.received(2, nonsense);
        }
        self.divergence.compare();

        // then
        assertFalse(self.divergence.isDivergent());

        // and when members do
        self.divergence.received(2, wrong);
        self.divergence.received(3, wrong);
        self.divergence.compare();

        // then
        assertTrue(self.divergence.isDivergent());
    }

    @Test
    void shouldAskAgainWhenNoStateComes() {
        // given
        cluster(3);
        peers.get(0).sum = 7;
        peers.forEach(peer -> peer.apply(64));
        compareAll();

        // when
        for (int i = 0; i < 120; i++) {
            peers.get(0).divergence.compare();
        }

        // then
        assertEquals(3, peers.get(0).resyncs);
    }

    @Test
    void shouldTellOnlyWhatIsNew() {
        // given
        cluster(3);
        Peer self = peers.get(0);

        // when, then
        self.apply(63);
        self.divergence.compare();
        assertEquals(0, self.published);
        self.apply(1);
        self.divergence.compare();
        self.divergence.compare();
        assertEquals(1, self.published);
        assertEquals(16, self.told.length);
    }
}
