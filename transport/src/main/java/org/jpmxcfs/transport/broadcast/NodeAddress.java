package org.jpmxcfs.transport.broadcast;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/** The address under which other nodes reach this one, as its name resolves. */
public final class NodeAddress {
    private NodeAddress() {}

    /** Resolves a name; {@code InetAddress::getAllByName} outside of tests. */
    @FunctionalInterface
    public interface Resolver {
        /** All addresses of a name, the preferred one first. */
        InetAddress[] resolve(String name) throws UnknownHostException;
    }

    /**
     * The first address of a node that is not a loopback address, as text.
     *
     * @param nodeName the node's name, as people read it
     * @return empty when the name is unknown or only means this machine itself: it needs a line in
     *     {@code /etc/hosts} with the machine's address
     */
    public static Optional<String> of(String nodeName, Resolver resolver) {
        try {
            return Arrays.stream(resolver.resolve(nodeName))
                    .filter(address -> !address.isLoopbackAddress())
                    .map(NodeAddress::text)
                    .findFirst();
        } catch (UnknownHostException unknown) {
            return Optional.empty();
        }
    }

    /** The address without its interface, which has a meaning on this machine only. */
    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
