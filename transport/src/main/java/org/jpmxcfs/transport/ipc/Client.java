package org.jpmxcfs.transport.ipc;

/**
 * The process at the other end of a connection, as the kernel vouches for it.
 *
 * @param pid its process id when it connected
 * @param access what it may do
 */
public record Client(int pid, Access access) {
    /** Whether requests that change something are refused. */
    public boolean isReadOnly() {
        return access != Access.READ_WRITE;
    }
}
