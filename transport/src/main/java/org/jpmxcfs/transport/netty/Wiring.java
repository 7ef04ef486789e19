package org.jpmxcfs.transport.netty;

import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jpmxcfs.transport.raft.node.LinkIdentity;
import org.jpmxcfs.transport.raft.node.LinkListener;
import org.jpmxcfs.transport.raft.node.LinkStatus;

/**
 * What all connections of a node share.
 *
 * @param listening port where this node listens; 0 before it does
 * @param nanoClock a clock that never goes back, for round trips
 * @param time the same as far as this thread was awake, for deadlines
 * @param board where the state of each link is shown to other threads
 */
record Wiring(
        EventLoop loop,
        LinkSettings settings,
        LinkIdentity identity,
        long incarnation,
        AtomicInteger listening,
        LinkListener listener,
        Tls tls,
        NameService names,
        FrameWriter writer,
        PublishedValues values,
        RareLog log,
        LongSupplier nanoClock,
        AwakeTime time,
        RandomGenerator random,
        Map<Integer, LinkStatus> board) {}
