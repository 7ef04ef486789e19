package org.jpmxcfs.transport.ipc;

/** What a local process may do, by its user and group. */
public enum Access {
    /** Everything. */
    READ_WRITE,
    /** Nothing that changes state, and no private file. */
    READ_ONLY,
    /** Not even connect. */
    REFUSED;

    /**
     * The rule of pmxcfs: the group for readers reads, even with user root; user root with group
     * root does everything; nobody else connects.
     *
     * @param uid real user id of the process
     * @param gid real group id of the process
     * @param readersGid the group for readers, {@code www-data} on Proxmox VE
     */
    public static Access of(int uid, int gid, int readersGid) {
        if (gid == readersGid) {
            return READ_ONLY;
        }
        return uid == 0 && gid == 0 ? READ_WRITE : REFUSED;
    }
}
