package org.jpmxcfs.transport.raft.node;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.transport.raft.wire.Message;

/** Links between nodes of one process: in order, without copies, cut and delayed at will. */
final class MemoryNetwork {
    private record Station(LinkListener listener, ScheduledExecutorService loop) {}

    private final Map<Integer, Station> stations = new ConcurrentHashMap<>();
    private final Set<Integer> cutOff = ConcurrentHashMap.newKeySet();
    private volatile int lossPercent;
    private volatile int delayMillis;

    /** The links of a node, until it is taken away. */
    Links attach(int self, LinkListener listener, ScheduledExecutorService loop) {
        Station station = new Station(listener, loop);
        stations.put(self, station);
        return new MemoryLinks(self, station);
    }

    void detach(int id) {
        stations.remove(id);
    }

    /** Nothing reaches this node, and nothing comes from it. */
    void cut(int id) {
        cutOff.add(id);
    }

    void heal() {
        cutOff.clear();
        lossPercent = 0;
        delayMillis = 0;
    }

    void disturb(int newLossPercent, int newDelayMillis) {
        lossPercent = newLossPercent;
        delayMillis = newDelayMillis;
    }

    private void deliver(int from, int to, Message message) {
        Station station = stations.get(to);
        if (station == null || cutOff.contains(from) || cutOff.contains(to)) {
            return;
        }
        try {
            station.loop().execute(() -> station.listener().received(from, message));
        } catch (RejectedExecutionException gone) {
            return;
        }
    }

    private final class MemoryLinks implements Links {
        private final int self;
        private final Station station;
        private volatile Set<Integer> others = Set.of();

        MemoryLinks(int self, Station station) {
            this.self = self;
            this.station = station;
        }

        @Override
        public void connect(List<Member> members) {
            others = Set.copyOf(members.stream().map(Member::id).toList());
        }

        @Override
        public void send(int to, Message message) {
            boolean isLost =
                    lossPercent > 0 && ThreadLocalRandom.current().nextInt(100) < lossPercent;
            if (!others.contains(to) || stations.get(self) != station || isLost) {
                return;
            }
            if (delayMillis == 0) {
                deliver(self, to, message);
            } else {
                station.loop()
                        .schedule(
                                () -> deliver(self, to, message),
                                ThreadLocalRandom.current().nextInt(delayMillis),
                                TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void publish(String key, byte[] value) {}

        @Override
        public Map<Integer, LinkStatus> status() {
            return Map.of();
        }

        @Override
        public void close() {}
    }
}
