package org.jpmxcfs.fuse.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jpmxcfs.fuse.metrics.NodeMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code /metrics} and {@code /health} over HTTP, on one thread of its own. Connections,
 * their requests and the time in which nothing happens on them are bounded.
 */
public final class MetricsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);
    private static final int CONNECTIONS_MAX = 32;
    private static final int REQUEST_BYTES_MAX = 8 << 10;
    private static final int IDLE_SECONDS_MAX = 60;
    private static final long STOP_MILLIS_MAX = 2_000;

    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("metrics", true), NioIoHandler.newFactory());
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final NodeMetrics metrics;

    private MetricsServer(NodeMetrics metrics) {
        this.metrics = metrics;
    }

    /**
     * Starts to serve.
     *
     * @throws IOException the address is in use, or not one of this machine
     */
    public static MetricsServer start(InetSocketAddress address, NodeMetrics metrics)
            throws IOException {
        MetricsServer server = new MetricsServer(metrics);
        ChannelFuture bound = server.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            server.close();
            throw new IOException(
                    "metrics on "
                            + text(address)
                            + ": "
                            + bound.cause().getMessage()
                            + "; give another address or port with --metrics",
                    bound.cause());
        }
        LOG.info("metrics on http://{}/metrics", text(address));
        return server;
    }

    /** Closes all connections and stops; returns within 2 seconds. */
    @Override
    public void close() {
        group.shutdownGracefully(0, STOP_MILLIS_MAX, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(STOP_MILLIS_MAX);
    }

    private ChannelFuture bind(InetSocketAddress address) {
        return new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(
                        new ChannelInitializer<SocketChannel>() {
                            @Override
                            protected void initChannel(SocketChannel connection) {
                                accept(connection);
                            }
                        })
                .bind(address);
    }

    private void accept(Channel connection) {
        if (connections.size() >= CONNECTIONS_MAX) {
            connection.close();
            return;
        }
        connections.add(connection);
        connection
                .pipeline()
                .addLast(new IdleStateHandler(0, 0, IDLE_SECONDS_MAX))
                .addLast(new HttpServerCodec())
                .addLast(new HttpObjectAggregator(REQUEST_BYTES_MAX))
                .addLast(new MetricsHandler(metrics));
    }

    private static String text(InetSocketAddress address) {
        String host = address.getHostString();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
