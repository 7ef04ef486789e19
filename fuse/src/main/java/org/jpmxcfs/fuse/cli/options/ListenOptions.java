package org.jpmxcfs.fuse.cli.options;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Comparator;
import java.util.Optional;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.files.Printable;
import org.jpmxcfs.transport.broadcast.NodeAddress;
import org.jpmxcfs.transport.corosync.conf.CorosyncConf;
import picocli.CommandLine.Option;

/** Where a node of a cluster listens for the others. */
public final class ListenOptions {
    private static final int PORT_MAX = 65_535;

    @Option(
            names = "--address",
            paramLabel = "IP",
            description =
                    "IP address or host name under which the other nodes reach this one (default:"
                            + " what the host name resolves to, or else an address of this"
                            + " machine).")
    private String address;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + CorosyncConf.DEFAULT_PORT,
            description = "TCP port for the other nodes (default: ${DEFAULT-VALUE}).")
    private int port;

    /**
     * The port.
     *
     * @throws CommandFailure when it cannot be one
     */
    public int port() throws CommandFailure {
        if (port < 1 || port > PORT_MAX) {
            throw new CommandFailure("--port is " + port + "; it goes from 1 to " + PORT_MAX);
        }
        return port;
    }

    /**
     * The address that was given, or what the name of this node means in the network.
     *
     * @throws CommandFailure when it cannot be an address
     */
    public Optional<String> addressOf(String nodeName) throws CommandFailure {
        if (address != null && !CorosyncConf.isAddress(address)) {
            throw new CommandFailure(
                    "'"
                            + Printable.line(address)
                            + "' is neither an IP address nor a host name; give --address=IP");
        }
        return Optional.ofNullable(address)
                .or(() -> NodeAddress.of(nodeName, InetAddress::getAllByName));
    }

    /**
     * The same, or the first address of this machine that others may reach.
     *
     * @throws CommandFailure when there is none
     */
    public String requireAddressOf(String nodeName) throws CommandFailure, IOException {
        Optional<String> known = addressOf(nodeName);
        return (known.isPresent() ? known : firstGlobal())
                .orElseThrow(
                        () ->
                                new CommandFailure(
                                        "this machine has no address that others can reach: give it"
                                                + " one, or name it with --address=IP"));
    }

    private static Optional<String> firstGlobal() throws IOException {
        return NetworkInterface.networkInterfaces()
                .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                .flatMap(NetworkInterface::inetAddresses)
                .filter(ip -> !ip.isLoopbackAddress() && !ip.isLinkLocalAddress())
                .filter(ip -> !ip.isAnyLocalAddress() && !ip.isMulticastAddress())
                .map(InetAddress::getHostAddress)
                .map(text -> text.split("%", 2)[0])
                .findFirst();
    }
}
