package org.jpmxcfs.transport.raft.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jpmxcfs.log.Journal;
import org.jpmxcfs.log.model.Mark;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that would hold the loop up: it is done one after the other by a thread of its own, which
 * hands the results back. Methods are for the loop thread.
 */
final class Errands {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterSequencer.class);
    private static final long STOP_SECONDS_MAX = 10;

    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(task -> Threads.daemon(task, "cluster-errands"));
    private final ReplicatedState state;
    private final Journal journal;
    private final MarkFile marks;
    private final SnapshotFiles snapshots;
    private volatile boolean installing;

    Errands(ReplicatedState state, Journal journal, MarkFile marks, SnapshotFiles snapshots) {
        this.state = state;
        this.journal = journal;
        this.marks = marks;
        this.snapshots = snapshots;
    }

    /** Whether the state is being replaced: nothing may be concluded from its index. */
    boolean isInstalling() {
        return installing;
    }

    /**
     * Takes a snapshot.
     *
     * @param done gets it, or null when it failed; called by the worker
     */
    void take(Consumer<SnapshotFiles.Taken> done) {
        run(
                () -> {
                    SnapshotFiles.Taken taken = null;
                    try {
                        taken = snapshots.capture(state);
                    } catch (IOException | RuntimeException e) {
                        LOG.warn(
                                "no copy of the state could be made for a node that is behind: {};"
                                        + " it is tried again",
                                e.getMessage(),
                                e);
                    }
                    done.accept(taken);
                });
    }

    /**
     * Puts the received snapshot in place of the state, with a note of it in the mark file.
     *
     * @param done is told whether that happened; called by the worker
     */
    void install(Mark mark, Consumer<Boolean> done) {
        installing = true;
        run(
                () -> {
                    boolean usable = false;
                    try {
                        usable = install(mark);
                    } finally {
                        installing = false;
                    }
                    done.accept(usable);
                });
    }

    private boolean install(Mark mark) {
        try {
            Path file = snapshots.complete();
            marks.beginInstall(mark);
            state.install(file, mark.index());
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "installing the leader's state as of entry {}: {}",
                    mark.index(),
                    e.getMessage(),
                    e);
            return state.appliedIndex() >= mark.index() || abandon();
        }
    }

    /** Takes the note back, which would else be found at the next start. Never usable. */
    private boolean abandon() {
        try {
            marks.abandonInstall();
        } catch (IOException e) {
            LOG.warn("the next start will undo the installation: {}", e.getMessage(), e);
        }
        return false;
    }

    /** Drops entries, after the mark that stands for them is on stable storage. */
    void drop(Mark mark) {
        run(
                () -> {
                    try {
                        marks.moveTo(mark);
                        journal.dropBefore(mark.index() + 1);
                    } catch (IOException | RuntimeException e) {
                        LOG.warn(
                                "entries up to {} could not be dropped, later ones will be: {}",
                                mark.index(),
                                e.getMessage(),
                                e);
                    }
                });
    }

    /** Lets what is under way end, for a bounded time. Any thread. */
    void stop() {
        Threads.end(worker, STOP_SECONDS_MAX);
    }

    private void run(Runnable task) {
        Threads.execute(worker, task); // refused only when this node is stopping
    }
}
