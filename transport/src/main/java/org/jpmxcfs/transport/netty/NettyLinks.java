package org.jpmxcfs.transport.netty;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jpmxcfs.log.model.Member;
import org.jpmxcfs.transport.raft.node.LinkIdentity;
import org.jpmxcfs.transport.raft.node.LinkListener;
import org.jpmxcfs.transport.raft.node.LinkStatus;
import org.jpmxcfs.transport.raft.node.Links;
import org.jpmxcfs.transport.raft.wire.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Links over TCP. Before the first call of {@link #connect} this node is taken to be joining: it
 * listens to every node of its cluster that dials it, and answers it.
 */
public final class NettyLinks implements Links {
    private static final Logger LOG = LoggerFactory.getLogger(NettyLinks.class);
    private static final long TICK_MILLIS = 50;
    private static final long CLOSE_SECONDS_MAX = 2;

    private final LoopThread loop;
    private final Wiring wiring;
    private final Neighbours neighbours;
    private final Gate gate;
    private final AtomicBoolean offering = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private InetSocketAddress address; // set once by open()
    private Future<?> ticks; // set once by open()

    private NettyLinks(LoopThread loop, Wiring wiring, StrangerDesk desk) {
        this.loop = loop;
        this.wiring = wiring;
        this.neighbours = new Neighbours(wiring, desk::hasLeft);
        this.gate = new Gate(wiring, neighbours, desk);
    }

    /**
     * Listens, with {@link LinkSettings#defaults()}. See the other method.
     *
     * @throws IOException see the other method
     */
    public static NettyLinks open(
            LoopThread loop,
            LinkIdentity identity,
            InetSocketAddress listen,
            long incarnation,
            LinkListener listener,
            StrangerDesk desk)
            throws IOException {
        return open(LinkSettings.defaults(), loop, identity, listen, incarnation, listener, desk);
    }

    /**
     * Listens. Waits for the loop thread, so that it must not be the caller.
     *
     * @param loop the thread that owns the links; stays the caller's
     * @param identity what this node proves itself with
     * @param listen where other nodes dial; port 0 takes any that is free
     * @param incarnation drawn at random at every start of this node
     * @param listener told of what comes in, by the loop thread
     * @param desk answers strangers
     * @throws IOException the address cannot be listened on, or the key is not that of the
     *     certificate; the message says so in one line
     */
    public static NettyLinks open(
            LinkSettings settings,
            LoopThread loop,
            LinkIdentity identity,
            InetSocketAddress listen,
            long incarnation,
            LinkListener listener,
            StrangerDesk desk)
            throws IOException {
        Tls tls = Tls.of(identity, InstantSource.system());
        Wiring wiring =
                new Wiring(
                        loop.eventLoop(),
                        settings,
                        identity,
                        incarnation,
                        new AtomicInteger(),
                        new CarefulListener(listener),
                        tls,
                        new NameService(),
                        new FrameWriter(),
                        new PublishedValues(),
                        new RareLog(LOG, System::nanoTime),
                        System::nanoTime,
                        new AwakeTime(System.nanoTime()),
                        new SplittableRandom(),
                        new ConcurrentHashMap<>());
        NettyLinks links = new NettyLinks(loop, wiring, desk);
        links.begin(listen);
        return links;
    }

    private void begin(InetSocketAddress listen) throws IOException {
        try {
            wiring.tls().checkDates(wiring.identity().certificate());
        } catch (CertificateException e) {
            LOG.error("other nodes will refuse this one: {}", e.getMessage());
        }
        try {
            address = gate.open(listen);
        } catch (IOException e) {
            endThreads();
            throw e;
        }
        ticks =
                wiring.loop()
                        .scheduleWithFixedDelay(
                                this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        LOG.info("listening for other nodes on {}", OneLine.of(address));
    }

    /** Where this node listens. */
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void connect(List<Member> others) {
        neighbours.connect(others);
        neighbours.tick();
    }

    @Override
    public void send(int to, Message message) {
        neighbours.send(to, message);
    }

    @Override
    public void flush() {
        neighbours.flush();
    }

    /**
     * {@inheritDoc}
     *
     * <p>Up to {@value PublishedValues#KEYS_MAX} keys: more are not told, and logged.
     *
     * @throws IllegalArgumentException the key or value is too long, or the key empty
     */
    @Override
    public void publish(String key, byte[] value) {
        if (!wiring.values().put(key, value.clone())) {
            later(() -> refuse(key));
        } else if (offering.compareAndSet(false, true)) {
            later(this::offer);
        }
    }

    @Override
    public Map<Integer, LinkStatus> status() {
        return Map.copyOf(wiring.board());
    }

    /** {@inheritDoc} Any thread; returns within two seconds. The loop thread stays. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (loop.isCurrent()) {
            closeAll();
        } else {
            try {
                wiring.loop().submit(this::closeAll).await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("the loop thread has ended before its links", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        endThreads();
    }

    private void closeAll() {
        ticks.cancel(false);
        gate.close();
        neighbours.close();
    }

    private void endThreads() {
        wiring.tls().close();
        wiring.names().close();
    }

    private void later(Runnable task) {
        try {
            wiring.loop().execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("the links are closed, nobody is told of a value", e);
        }
    }

    private void refuse(String key) {
        String text =
                "status entry %s is not told to other nodes: more than %d keys"
                        .formatted(key, PublishedValues.KEYS_MAX);
        wiring.log().warn(PublishedValues.class, text);
    }

    private void offer() {
        offering.set(false);
        neighbours.offer(wiring.values().takeChanged());
    }

    /** What is thrown here would end all later ticks. */
    private void tick() {
        try {
            wiring.time().advance(wiring.nanoClock().getAsLong());
            gate.tick();
            neighbours.tick();
        } catch (RuntimeException e) {
            LOG.error("links: a turn was not finished", e);
        }
    }
}
