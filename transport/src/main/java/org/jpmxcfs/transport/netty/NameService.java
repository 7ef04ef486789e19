package org.jpmxcfs.transport.netty;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/** Asks for the addresses of hosts on a thread of its own, because an answer can take seconds. */
final class NameService implements AutoCloseable {
    private final ExecutorService asking = Worker.named("links-names");

    /** The address of a host; at once when it is one already, else completed by another thread. */
    CompletionStage<InetAddress> find(String host) {
        byte[] numeric = NetUtil.createByteArrayFromIpAddressString(host);
        try {
            return numeric == null
                    ? CompletableFuture.supplyAsync(() -> ask(host), asking)
                    : CompletableFuture.completedFuture(InetAddress.getByAddress(host, numeric));
        } catch (UnknownHostException | RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    new IOException("no name service knows the host " + host, e));
        }
    }

    private static InetAddress ask(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new CompletionException(
                    new IOException("no name service knows the host " + host, e));
        }
    }

    /** Ends the thread. */
    @Override
    public void close() {
        asking.shutdownNow();
    }
}
