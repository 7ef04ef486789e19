package org.jpmxcfs.transport.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where others dial this node. Those who have not proved who they are yet are few at any time: for
 * one too many, the one who came first has to go. For the loop thread.
 */
final class Gate {
    private static final int BACKLOG = 256;

    /** Only answers go out here: the kernel need not keep more of them for who does not read. */
    private static final int ANSWER_BYTES = 64 << 10;

    private final Wiring wiring;
    private final Neighbours neighbours;
    private final StrangerDesk desk;
    private final Set<AcceptedLink> unproved = new LinkedHashSet<>();
    private Channel server; // set once by open(), before the first tick

    Gate(Wiring wiring, Neighbours neighbours, StrangerDesk desk) {
        this.wiring = wiring;
        this.neighbours = neighbours;
        this.desk = desk;
    }

    /**
     * Begins to listen. Not by the loop thread: waits for it.
     *
     * @throws IOException the address is in use, or not one of this machine
     */
    InetSocketAddress open(InetSocketAddress listen) throws IOException {
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(wiring.loop())
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_SNDBUF, ANSWER_BYTES)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel fresh) {
                                        accept(fresh);
                                    }
                                })
                        .bind(listen)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "listening for other nodes on "
                            + OneLine.of(listen)
                            + ": "
                            + bound.cause().getMessage()
                            + "; is another jpmxcfs running, or the address not of this machine?",
                    bound.cause());
        }
        server = bound.channel();
        InetSocketAddress address = (InetSocketAddress) server.localAddress();
        wiring.listening().set(address.getPort());
        return address;
    }

    /** The nodes that may come in. */
    Neighbours neighbours() {
        return neighbours;
    }

    /** Does what is due. */
    void tick() {
        List.copyOf(unproved).forEach(AcceptedLink::tick);
    }

    /** A connection has proved who is there, or has ended. */
    void settled(AcceptedLink link) {
        unproved.remove(link);
    }

    /** Has a stranger's request answered; what the desk throws is a failed answer. */
    CompletionStage<byte[]> answer(byte[] request, InetAddress from) {
        try {
            return desk.answer(request, from);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Stops listening, and closes the connections of those who have not proved who they are. */
    void close() {
        server.close();
        List.copyOf(unproved).forEach(link -> link.end(""));
    }

    private void accept(SocketChannel fresh) {
        FrameDecoder decoder = new FrameDecoder(FrameCodec.HELLO_BYTES_MAX);
        AcceptedLink link = new AcceptedLink(wiring, this, fresh, decoder);
        unproved.add(link);
        fresh.pipeline().addLast(wiring.tls().accepting(fresh)).addLast(decoder).addLast(link);
        if (unproved.size() > wiring.settings().strangersMax()) {
            unproved.iterator().next().end("");
            wiring.log()
                    .warn(
                            Gate.class,
                            "more than "
                                    + wiring.settings().strangersMax()
                                    + " connections that have not said who they are: the oldest"
                                    + " are closed");
        }
    }
}
