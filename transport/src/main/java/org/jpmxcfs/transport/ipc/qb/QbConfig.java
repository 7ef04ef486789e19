package org.jpmxcfs.transport.ipc.qb;

import java.nio.file.Path;

/**
 * How the service is reached.
 *
 * @param name name that clients connect to; {@code pve2} for Proxmox's tools
 * @param readersGid group whose members may read, {@code www-data} on Proxmox VE
 * @param connectionsMax most connections at once; each takes 3 MiB of shared memory
 * @param sharedMemory directory in which libqb keeps the connections' rings
 */
public record QbConfig(String name, int readersGid, int connectionsMax, Path sharedMemory) {
    /** Refuses a name that is no file name and a limit below 1. */
    public QbConfig {
        if (name.isEmpty() || name.length() > 64 || name.contains("/")) {
            throw new IllegalArgumentException("service name " + name + " is no file name");
        }
        if (connectionsMax < 1) {
            throw new IllegalArgumentException("connectionsMax " + connectionsMax + " is below 1");
        }
    }

    /** A service with room for many clients, and the rings where libqb puts them on Linux. */
    public static QbConfig named(String name, int readersGid) {
        return new QbConfig(name, readersGid, 1024, Path.of("/dev/shm"));
    }
}
