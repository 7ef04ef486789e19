package org.jpmxcfs.fuse.mount.kernel.protocol;

/** What the kernel can ask for, as far as anything here looks into it. */
public enum Opcode {
    /** A name in a directory. */
    LOOKUP(1, 0, 1),
    /** The kernel forgets a node. */
    FORGET(2, 8, 0),
    /** Attributes of a node. */
    GETATTR(3, 16, 0),
    /** Changes attributes of a node. */
    SETATTR(4, 88, 0),
    /** Target of a link. */
    READLINK(5, 0, 0),
    /** Makes a file without opening it. */
    MKNOD(8, 16, 1),
    /** Makes a directory. */
    MKDIR(9, 8, 1),
    /** Removes a file. */
    UNLINK(10, 0, 1),
    /** Removes a directory. */
    RMDIR(11, 0, 1),
    /** Renames, without flags. */
    RENAME(12, 8, 2),
    /** Opens a file. */
    OPEN(14, 8, 0),
    /** Reads from a file. */
    READ(15, 40, 0),
    /** Writes into a file. */
    WRITE(16, 40, 0),
    /** How full the file system is. */
    STATFS(17, 0, 0),
    /** The last use of an open file has ended. */
    RELEASE(18, 24, 0),
    /** Waits for stable storage. */
    FSYNC(20, 16, 0),
    /** One use of an open file ends. */
    FLUSH(25, 24, 0),
    /** The first request of a mount. */
    INIT(26, 16, 0),
    /** Opens a directory. */
    OPENDIR(27, 8, 0),
    /** Lists a directory. */
    READDIR(28, 40, 0),
    /** The last use of an open directory has ended. */
    RELEASEDIR(29, 24, 0),
    /** Waits for stable storage. */
    FSYNCDIR(30, 16, 0),
    /** Makes and opens a file. */
    CREATE(35, 16, 1),
    /** A client no longer waits for a request. */
    INTERRUPT(36, 8, 0),
    /** The mount is gone. */
    DESTROY(38, 0, 0),
    /** The kernel forgets several nodes. */
    BATCH_FORGET(42, 8, 0),
    /** Lists a directory with the attributes of its entries. */
    READDIRPLUS(44, 40, 0),
    /** Renames, with flags. */
    RENAME2(45, 16, 2),
    /** Looks for data or a hole. */
    LSEEK(46, 24, 0),
    /** Copies within the mount. */
    COPY_FILE_RANGE(47, 56, 0),
    /** Waits until everything is on stable storage. */
    SYNCFS(50, 8, 0);

    private static final Opcode[] BY_NUMBER = new Opcode[64];

    static {
        for (Opcode opcode : values()) {
            BY_NUMBER[opcode.number] = opcode;
        }
    }

    private final int number;
    private final int argumentBytes;
    private final int nameCount;

    Opcode(int number, int argumentBytes, int nameCount) {
        this.number = number;
        this.argumentBytes = argumentBytes;
        this.nameCount = nameCount;
    }

    /** The opcode with this number, or null. */
    static Opcode of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    }

    /** Its number in the protocol. */
    public int number() {
        return number;
    }

    /** Least bytes of its argument, before any name. */
    int argumentBytes() {
        return argumentBytes;
    }

    /** How many names follow the argument. */
    int nameCount() {
        return nameCount;
    }

    /** Whether the kernel waits for no answer. */
    public boolean isUnanswered() {
        return this == FORGET || this == BATCH_FORGET || this == INTERRUPT || this == DESTROY;
    }
}
