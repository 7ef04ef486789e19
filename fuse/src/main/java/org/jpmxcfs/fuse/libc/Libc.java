package org.jpmxcfs.fuse.libc;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import jnr.constants.platform.Errno;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;

/** The C library of the system. All methods may be called from any thread. */
public final class Libc {
    /** Facility of daemons for {@link #openSyslog}, as in {@code <syslog.h>}. */
    public static final int FACILITY_DAEMON = 3 << 3;

    private static final int LOG_PID = 1;
    private static final int MNT_DETACH = 2;
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 02000000;
    private static final int LOCK_EX_NONBLOCKING = 2 | 4;
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 02000000;
    private static final int MSG_DONTWAIT_NOSIGNAL = 0x40 | 0x4000;
    private static final int SUN_PATH_OFFSET = 2; // of sun_path in struct sockaddr_un
    private static final int SUN_PATH_BYTES_MAX = 107;
    private static final int GROUP_ID_OFFSET = 16; // of gr_gid in struct group, behind two pointers

    /** The functions by their C signatures; only pointers and integers, as jnr-ffi needs them. */
    public interface Functions {
        /** See syslog(3). */
        void openlog(Pointer ident, int option, int facility);

        /** See syslog(3); the format is always {@code %s}. */
        void syslog(int priority, String format, String text);

        /** See umount2(2). */
        int umount2(String target, int flags);

        /** See open(2). */
        int open(String path, int flags);

        /** See flock(2). */
        int flock(int descriptor, int operation);

        /** See dup2(2). */
        int dup2(int from, int to);

        /** See close(2). */
        int close(int descriptor);

        /** See socket(2). */
        int socket(int domain, int type, int protocol);

        /** See sendto(2). */
        @ssize_t
        long sendto(
                int socket,
                Pointer message,
                @size_t long messageBytes,
                int flags,
                Pointer address,
                int addressBytes);

        /** See chdir(2). */
        int chdir(String path);

        /** See getgrnam(3). */
        Pointer getgrnam(String name);
    }

    private static final Functions FUNCTIONS =
            LibraryLoader.create(Functions.class).load("libc.so.6");
    private static final Runtime RUNTIME = Runtime.getRuntime(FUNCTIONS);

    // openlog(3) keeps the pointer, so the memory must live as long as the process.
    private static Pointer syslogIdent;

    private Libc() {}

    /** Names this process in the system log. */
    public static synchronized void openSyslog(String ident, int facility) {
        byte[] text = (ident + "\0").getBytes(StandardCharsets.UTF_8);
        syslogIdent = Memory.allocateDirect(RUNTIME, text.length);
        syslogIdent.put(0, text, 0, text.length);
        FUNCTIONS.openlog(syslogIdent, LOG_PID, facility);
    }

    /**
     * Writes one line to the system log.
     *
     * @param severity 0 (emergency) to 7 (debug)
     */
    public static void syslog(int severity, String line) {
        FUNCTIONS.syslog(severity, "%s", line);
    }

    /**
     * Number of the group with this name, from wherever the system keeps its groups; empty when
     * there is none.
     */
    public static synchronized OptionalInt groupId(String name) {
        Pointer group = FUNCTIONS.getgrnam(name);
        return group == null ? OptionalInt.empty() : OptionalInt.of(group.getInt(GROUP_ID_OFFSET));
    }

    /**
     * Unmounts what is mounted at {@code target}.
     *
     * @param lazy detach at once, even while it is in use
     * @return null, or why it failed, as {@link Errno} names it
     */
    public static Errno unmount(String target, boolean lazy) {
        int result = FUNCTIONS.umount2(target, lazy ? MNT_DETACH : 0);
        return result == 0 ? null : Errno.valueOf(RUNTIME.getLastError());
    }

    /**
     * Sends one datagram to a Unix socket, without waiting: the JDK has no such sockets.
     *
     * @param socket path of the socket; an abstract name begins with {@code @}
     * @return whether it was taken
     */
    public static boolean sendDatagram(String socket, String text) {
        byte[] path = socket.getBytes(StandardCharsets.UTF_8);
        if (path.length == 0 || path.length > SUN_PATH_BYTES_MAX) {
            return false;
        }
        if (path[0] == '@') {
            path[0] = 0;
        }
        Pointer address = Memory.allocateDirect(RUNTIME, SUN_PATH_OFFSET + path.length);
        address.putShort(0, (short) AF_UNIX);
        address.put(SUN_PATH_OFFSET, path, 0, path.length);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Pointer message = Memory.allocateDirect(RUNTIME, bytes.length);
        message.put(0, bytes, 0, bytes.length);
        int descriptor = FUNCTIONS.socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
        if (descriptor < 0) {
            return false;
        }
        long sent =
                FUNCTIONS.sendto(
                        descriptor,
                        message,
                        bytes.length,
                        MSG_DONTWAIT_NOSIGNAL,
                        address,
                        SUN_PATH_OFFSET + path.length);
        FUNCTIONS.close(descriptor);
        return sent == bytes.length;
    }

    /**
     * Takes the lock of flock(2) on a file that is there, without waiting: the JDK has only those
     * of fcntl(2), which other programs that use flock do not see.
     *
     * @return the descriptor that holds it, for {@link #close}; empty when another one has it, or
     *     the file cannot be opened
     */
    public static OptionalInt lock(String file) {
        int descriptor = FUNCTIONS.open(file, O_RDWR | O_CLOEXEC);
        if (descriptor >= 0 && FUNCTIONS.flock(descriptor, LOCK_EX_NONBLOCKING) != 0) {
            FUNCTIONS.close(descriptor);
            return OptionalInt.empty();
        }
        return descriptor < 0 ? OptionalInt.empty() : OptionalInt.of(descriptor);
    }

    /** Closes a descriptor, which lets go of its lock. */
    public static void close(int descriptor) {
        FUNCTIONS.close(descriptor);
    }

    /**
     * Lets go of what the process was started with: standard streams become /dev/null, the working
     * directory the root.
     */
    public static void detach() {
        FUNCTIONS.chdir("/");
        int nothing = FUNCTIONS.open("/dev/null", O_RDWR);
        for (int descriptor = 0; nothing >= 0 && descriptor <= 2; descriptor++) {
            FUNCTIONS.dup2(nothing, descriptor);
        }
        if (nothing > 2) {
            FUNCTIONS.close(nothing);
        }
    }
}
