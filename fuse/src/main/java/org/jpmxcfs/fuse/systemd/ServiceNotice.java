package org.jpmxcfs.fuse.systemd;

import org.jpmxcfs.fuse.libc.Libc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how the service is doing, as sd_notify(3) describes it. Does nothing in a process
 * that systemd did not start.
 */
public final class ServiceNotice {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceNotice.class);
    private static final String SOCKET_VARIABLE = "NOTIFY_SOCKET";

    private ServiceNotice() {}

    /** The mount answers. */
    public static void ready(String status) {
        send("READY=1\nSTATUS=" + status + "\n");
    }

    /** The daemon begins to stop. */
    public static void stopping() {
        send("STOPPING=1\nSTATUS=storing everything\n");
    }

    private static void send(String message) {
        String socket = System.getenv(SOCKET_VARIABLE);
        if (socket != null && !socket.isEmpty() && !Libc.sendDatagram(socket, message)) {
            LOG.warn("systemd cannot be told of the state: {} takes no message", socket);
        }
    }
}
