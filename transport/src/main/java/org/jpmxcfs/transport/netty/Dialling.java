package org.jpmxcfs.transport.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.log.model.Names;
import org.jpmxcfs.transport.pki.Certificates;
import org.jpmxcfs.transport.raft.node.LinkIdentity;

/**
 * One connection that this node dials: from the first packet over TLS, {@link Frame.Hello} and
 * {@link Frame.Welcome} to its end. For the loop thread.
 */
final class Dialling extends SimpleChannelInboundHandler<Frame> implements Frame.End {
    /** Published values fill the queue only up to here, so that heartbeats do not wait for them. */
    private static final WriteBufferWaterMark VALUES =
            new WriteBufferWaterMark(64 << 10, 128 << 10);

    private final Wiring wiring;
    private final Neighbour neighbour;
    private final DialledLink link;
    private final Lane lane;
    private final long startedNanos;
    private final Set<String> unsent = new LinkedHashSet<>();
    private Channel channel; // null before it is connected
    private boolean ready;
    private boolean ended;
    private boolean asked; // a ping is not answered yet
    private long readyNanos;
    private long heardNanos;
    private long askedNanos;

    Dialling(Wiring wiring, Neighbour neighbour, DialledLink link, Lane lane) {
        this.wiring = wiring;
        this.neighbour = neighbour;
        this.link = link;
        this.lane = lane;
        this.startedNanos = wiring.time().nanos();
    }

    /** Begins. */
    void start() {
        wiring.names()
                .find(neighbour.member().address())
                .whenCompleteAsync(
                        (address, failure) -> {
                            if (failure != null) {
                                end(Faults.text(failure));
                            } else if (!ended) {
                                connect(address);
                            }
                        },
                        wiring.loop());
    }

    /** Whether the other node takes frames. */
    boolean isReady() {
        return ready;
    }

    /** Queues a frame. */
    boolean write(Frame frame) {
        return wiring.writer().write(channel, frame, wiring.settings().queueBytesMax());
    }

    /** Sends what was queued. */
    void flush() {
        channel.flush();
    }

    /** Sends the values of these keys as soon as there is room. */
    void offer(Iterable<String> keys) {
        keys.forEach(unsent::add);
        sendValues();
    }

    /** Looks at the time. */
    void tick(long nowNanos) {
        LinkSettings settings = wiring.settings();
        if (!ready) {
            if (nowNanos - startedNanos > settings.handshakeNanos()) {
                end("no answer within " + seconds(settings.handshakeNanos()));
            }
            return;
        }
        long silenceMax =
                lane == Lane.CONTROL ? settings.silenceNanos() : settings.bulkSilenceNanos();
        if (nowNanos - heardNanos > silenceMax) {
            end("nothing heard for " + seconds(silenceMax));
        } else if (!asked && nowNanos - askedNanos >= settings.pingNanos()) {
            asked = write(new Frame.Ping(wiring.nanoClock().getAsLong()));
            askedNanos = nowNanos;
            flush();
        }
    }

    /** Ends the connection; the link pauses, and dials anew. */
    void end(String why) {
        if (ended) {
            return;
        }
        ended = true;
        long livedNanos = ready ? wiring.time().nanos() - readyNanos : 0;
        ready = false;
        if (channel != null) {
            channel.close();
        }
        link.lost(this, livedNanos, why);
    }

    private void connect(InetAddress address) {
        ChannelFuture connected =
                new Bootstrap()
                        .group(wiring.loop())
                        .channel(NioSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.SO_KEEPALIVE, true)
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, VALUES)
                        .handler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel fresh) {
                                        fresh.pipeline()
                                                .addLast(wiring.tls().dialling(fresh))
                                                .addLast(
                                                        new FrameDecoder(
                                                                FrameCodec.HELLO_BYTES_MAX))
                                                .addLast(Dialling.this);
                                    }
                                })
                        .connect(new InetSocketAddress(address, neighbour.member().port()));
        channel = connected.channel();
        connected.addListener(
                result -> {
                    if (!result.isSuccess()) {
                        end(Faults.text(result.cause()));
                    }
                });
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && !ended) {
            if (handshake.isSuccess()) {
                LinkIdentity self = wiring.identity();
                write(
                        new Frame.Hello(
                                self.clusterId(),
                                self.nodeId(),
                                self.nodeName(),
                                lane,
                                wiring.incarnation(),
                                wiring.listening().get()));
                flush();
            } else {
                end(Faults.text(handshake.cause()));
            }
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Frame frame) {
        if (!ended) {
            heardNanos = wiring.time().nanos();
            frame.accept(this);
        }
    }

    @Override
    public void welcome(Frame.Welcome frame) {
        Optional<String> objection = objection(frame);
        if (ready || objection.isPresent()) {
            end(objection.orElse("it says welcome twice"));
            return;
        }
        ready = true;
        readyNanos = wiring.time().nanos();
        askedNanos = readyNanos - wiring.settings().pingNanos();
        neighbour.met(frame.incarnation(), link);
        neighbour.changed();
        if (lane == Lane.CONTROL) {
            offer(wiring.values().keys());
        }
    }

    private Optional<String> objection(Frame.Welcome frame) {
        X509Certificate certificate =
                Tls.certificate(channel.pipeline().get(SslHandler.class)).orElseThrow();
        String proved = Certificates.commonName(certificate);
        if (!frame.clusterId().equals(wiring.identity().clusterId())) {
            return Optional.of("it belongs to another cluster, " + frame.clusterId());
        }
        boolean same =
                frame.nodeId() == neighbour.id()
                        && frame.name().equals(neighbour.member().name())
                        && frame.name().equals(proved);
        return same
                ? Optional.empty()
                : Optional.of(
                        "there is node "
                                + proved
                                + " with id "
                                + Integer.toUnsignedString(frame.nodeId())
                                + "; is the address in corosync.conf right?");
    }

    @Override
    public void refused(Frame.Refused frame) {
        end("it refuses this node: " + OneLine.of(Names.toText(frame.text())));
    }

    @Override
    public void pong(Frame.Pong frame) {
        asked = false;
        if (lane == Lane.CONTROL) {
            neighbour.roundTrip(Math.max(1, wiring.nanoClock().getAsLong() - frame.nanos()));
        }
    }

    @Override
    public void misplaced(Frame frame) {
        end("it answered with a " + frame.getClass().getSimpleName());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        sendValues();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end("it closed the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!ended) {
            end(Faults.text(cause));
        }
    }

    private void sendValues() {
        boolean sent = false;
        while (ready && !unsent.isEmpty() && channel.isWritable()) {
            // Removed first: writing can call this method again.
            String key = unsent.iterator().next();
            unsent.remove(key);
            if (!write(new Frame.Value(key, wiring.values().get(key)))) {
                unsent.add(key);
                break;
            }
            sent = true;
        }
        if (sent) {
            flush();
        }
    }

    private static String seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos) / 1000.0 + " s";
    }
}
