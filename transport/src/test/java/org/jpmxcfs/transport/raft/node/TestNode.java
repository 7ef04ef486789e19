package org.jpmxcfs.transport.raft.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.log.InMemoryJournal;
import org.jpmxcfs.log.JournalReader;
import org.jpmxcfs.log.model.Entry;
import org.jpmxcfs.log.model.Mark;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.transport.Durability;

/** A member whose process can die and start again: its disk is a directory and a journal. */
final class TestNode {
    private final MemoryNetwork network;
    private final Member member;
    private final Path directory;
    private final Durability durability;
    private final InMemoryJournal stored = new InMemoryJournal();
    private FullableJournal journal;
    private volatile RecordedState state;
    private volatile ScheduledThreadPoolExecutor loop; // null while down
    private volatile ClusterSequencer sequencer;
    private List<Member> wanted = List.of();
    private long submitNanos = TimeUnit.SECONDS.toNanos(4);

    /** A node that has not started; {@code founders} is empty for one that joins. */
    TestNode(
            MemoryNetwork network,
            Member member,
            Path directory,
            List<Member> founders,
            Durability durability)
            throws IOException {
        this.network = network;
        this.member = member;
        this.directory = Files.createDirectories(directory);
        this.durability = durability;
        this.journal = new FullableJournal(stored);
        if (founders.isEmpty()) {
            MarkFile.join(markFile());
        } else {
            MarkFile.found(markFile(), new Mark(0, 0, founders));
        }
    }

    void submitNanos(long nanos) {
        submitNanos = nanos;
    }

    int id() {
        return member.id();
    }

    Member member() {
        return member;
    }

    boolean isUp() {
        return loop != null;
    }

    FullableJournal journal() {
        return journal;
    }

    RecordedState state() {
        return state;
    }

    MarkFile marks() throws IOException {
        return MarkFile.open(markFile());
    }

    Path markFile() {
        return directory.resolve("mark.json");
    }

    Path directory() {
        return directory;
    }

    void start() throws IOException {
        state = new RecordedState(directory.resolve("state"));
        MarkFile marks = marks();
        long replayTo = Start.settle(journal, marks, state.appliedIndex());
        replay(replayTo);
        ScheduledThreadPoolExecutor thread =
                new ScheduledThreadPoolExecutor(1, task -> Threads.daemon(task, "n" + id()));
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        sequencer =
                new ClusterSequencer(
                        ClusterConfig.of(id(), directory, durability).withSubmitNanos(submitNanos),
                        journal,
                        state,
                        marks,
                        thread,
                        Surroundings.ofMachine());
        sequencer.start(network.attach(id(), sequencer, thread), new Silence());
        loop = thread;
        if (!wanted.isEmpty()) {
            sequencer.want(wanted);
        }
    }

    private void replay(long toIndex) throws IOException {
        if (toIndex > state.appliedIndex()) {
            try (JournalReader reader = journal.reader(state.appliedIndex() + 1)) {
                while (state.appliedIndex() < toIndex) {
                    Entry entry = reader.next();
                    state.apply(entry);
                }
            }
        }
    }

    /** The process dies: what is in memory is gone, the disk stays. */
    void kill() {
        network.detach(id());
        loop.shutdown(); // without an interrupt, which would close files
        try {
            if (!loop.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new AssertionError("the loop of node " + id() + " does not end");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        loop = null;
    }

    /** The machine of a node that is down loses power: so does its journal what was not synced. */
    void losePower() {
        stored.losePower();
    }

    /** An orderly stop. */
    void stop() {
        sequencer.stepAside();
        sequencer.close();
        kill();
    }

    void want(List<Member> members) {
        wanted = members;
        if (isUp()) {
            sequencer.want(members);
        }
    }

    Outcome submit(String name) {
        return sequencer.submit(TestCluster.create(name));
    }

    ClusterSequencer sequencer() {
        return sequencer;
    }

    ClusterStatus status() {
        return sequencer.status();
    }

    private static final class Silence implements ClusterListener {
        @Override
        public void changed(ClusterStatus status) {}

        @Override
        public void published(int from, String key, byte[] value) {}

        @Override
        public void restarted(int member) {}

        @Override
        public void linked(int member, boolean isUp) {}
    }
}
