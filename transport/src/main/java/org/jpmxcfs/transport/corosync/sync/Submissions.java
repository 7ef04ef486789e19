package org.jpmxcfs.transport.corosync.sync;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jpmxcfs.transport.corosync.wire.FileChange;

/** The changes that callers on this node wait for: those to be sent, and those that were. */
final class Submissions {
    private record Waiting(long token, FileChange change, long deadlineNanos) {}

    private final Settings settings;
    private final BiConsumer<Long, Denial> denied;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Map<Long, Long> tokensByCount = new LinkedHashMap<>();
    private long lastCount;

    /** Sends a change with its number. */
    interface Sender {
        void send(long count, FileChange change, long token);
    }

    Submissions(Settings settings, BiConsumer<Long, Denial> denied) {
        this.settings = settings;
        this.denied = denied;
    }

    /** A caller's change; it is sent by {@link #send}, soon or when the group is ready. */
    void add(long token, FileChange change, Moment now) {
        if (waiting.size() >= settings.waitingMax()) {
            denied.accept(token, Denial.BUSY);
        } else {
            waiting.add(new Waiting(token, change, now.nanos() + settings.waitNanosMax()));
        }
    }

    /** Sends what waits, as far as there is room. */
    void send(Sender sender) {
        while (!waiting.isEmpty() && tokensByCount.size() < settings.underWayMax()) {
            Waiting next = waiting.remove();
            tokensByCount.put(++lastCount, next.token);
            sender.send(lastCount, next.change, next.token);
        }
    }

    /** A number for a change that no caller waits for. */
    long nextCount() {
        return ++lastCount;
    }

    /** The caller of a change of this process that has come back; 0 for none. */
    long back(long count) {
        Long token = tokensByCount.remove(count);
        return token == null ? 0 : token;
    }

    /** The caller of a change of this process that is under way; 0 for none. */
    long caller(long count) {
        return tokensByCount.getOrDefault(count, 0L);
    }

    /** A change could not be sent. */
    void sendFailed(long token) {
        if (tokensByCount.values().remove(token)) {
            denied.accept(token, Denial.BUSY);
        }
    }

    /** What is sent will not come back to this handle. */
    void lose() {
        tokensByCount.values().forEach(token -> denied.accept(token, Denial.UNKNOWN));
        tokensByCount.clear();
    }

    /** Refuses all that waits. */
    void refuse(Denial why) {
        waiting.forEach(each -> denied.accept(each.token, why));
        waiting.clear();
    }

    /** Refuses what has waited too long. */
    void expire(Moment now) {
        while (!waiting.isEmpty() && now.nanos() - waiting.peek().deadlineNanos >= 0) {
            denied.accept(waiting.remove().token, Denial.BUSY);
        }
    }

    /** How many changes are sent and not back. */
    int underWay() {
        return tokensByCount.size();
    }
}
