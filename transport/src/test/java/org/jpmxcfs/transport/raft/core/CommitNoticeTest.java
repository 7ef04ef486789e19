package org.jpmxcfs.transport.raft.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.jpmxcfs.log.Ballot;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Location;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.transport.raft.wire.Message;
import org.jpmxcfs.transport.raft.wire.Request;
import org.junit.jupiter.api.Test;

/** Who hears when that an entry is committed. */
class CommitNoticeTest {
    private static final Mutation CHANGE = new Mutation.Create(Location.of("file"));

    private final Settings settings = Settings.defaults();
    private final Replica replica = replica();
    private long now = 2 * settings.electionMaxNanos();

    @Test
    void shouldTellNodeThatWaitsAtOnceAndOthersInAWhile() {
        // given a leader with a request of node 2
        lead();
        step(from(2, new Message.Forward(1, List.of(new Request(7, 0, CHANGE)))));

        // when the other follower has the entry
        Effects committed = step(from(3, accepted(2)));

        // then the one that asked hears of it, and nobody else
        assertEquals(List.of(notice(2, 2)), committed.send());
        assertTrue(replica.owesNotices());

        // and the other one hears of it later
        now += settings.noticeNanos();
        assertEquals(List.of(notice(3, 2)), step(new Input.Tick()).send());
        assertFalse(replica.owesNotices());
    }

    @Test
    void shouldTellWithTheNextEntriesWhenTheyComeFirst() {
        // given a leader that has committed something of its own
        lead();
        step(submitted(1));
        assertEquals(List.of(), step(from(2, accepted(2))).send());

        // when there is more to send before the time is over
        Effects next = step(submitted(2));

        // then it says what is committed, and no notice follows
        assertEquals(2, ((Message.Append) next.send().get(0).message()).committed());
        now += settings.noticeNanos();
        assertEquals(List.of(), step(new Input.Tick()).send());
    }

    @Test
    void shouldDeliverWhenItWasSaidToBeCommittedBeforeItCame() {
        // given a follower that hears of a commit before it has the entry
        Entry entry = new Entry(1, 1, 2, 7, 0, CHANGE);
        step(from(2, new Message.Heartbeat(1, 0, 1, 0)));
        assertEquals(List.of(), step(from(2, new Message.Committed(1, 1))).deliver());

        // when the entry comes, sent before the commit
        Effects effects = step(from(2, new Message.Append(1, 0, 0, 0, 1, 0, List.of(entry))));

        // then
        assertEquals(List.of(new Effects.Delivery(entry, 0)), effects.deliver());
    }

    /** The entry that opens the term has index 1, and is committed. */
    private void lead() {
        step(new Input.Tick());
        step(from(3, new Message.VoteReply(1, true, true, false)));
        step(from(3, new Message.VoteReply(1, false, true, false)));
        assertEquals(Role.LEADER, replica.role());
        step(from(2, accepted(1)));
        step(from(3, accepted(1)));
        now += settings.noticeNanos();
        step(new Input.Tick());
    }

    /** What follows at once from a step is done with it. */
    private Effects step(Input input) {
        Effects effects = replica.step(input, now);
        if (effects.ticket() != 0) {
            replica.step(new Input.Persisted(effects.ticket()), now);
        }
        return effects;
    }

    private Input submitted(long token) {
        return new Input.Submitted(
                List.of(new Submission(token, 0, CHANGE, now + settings.retryNanos())));
    }

    private static Input from(int node, Message message) {
        return new Input.Received(node, message);
    }

    private static Message accepted(long index) {
        return new Message.AppendReply(1, true, index - 1, index, 0, 42, false);
    }

    private static Effects.Outgoing notice(int to, long committed) {
        return new Effects.Outgoing(to, new Message.Committed(1, committed));
    }

    private Replica replica() {
        List<Member> members = List.of(member(1), member(2), member(3));
        Source nothing =
                new Source() {
                    @Override
                    public List<Entry> entries(long fromIndex, int bytesMax, int countMax) {
                        throw new AssertionError("entries are in memory");
                    }

                    @Override
                    public byte[] snapshotBytes(Mark mark, long offset, int count) {
                        throw new AssertionError("there is no snapshot");
                    }
                };
        Arbiter asAsked =
                new Arbiter() {
                    @Override
                    public void leading() {}

                    @Override
                    public Mutation decide(Mutation request) {
                        return request;
                    }
                };
        return new Replica(
                new Identity(1, 11, 1),
                settings,
                new Recovery(Ballot.NONE, new Mark(0, 0, members), 0, 0, false),
                nothing,
                asAsked,
                new SplittableRandom(1),
                0);
    }

    private static Member member(int id) {
        return new Member(id, "node" + id, "10.0.0." + id, 5410, true);
    }
}
