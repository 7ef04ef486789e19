package org.jpmxcfs.transport.ipc.qb;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Platform;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.function.Executable;

/**
 * Runs code as another user, as Linux has users for each thread: the bare system calls change only
 * the thread that makes them, unlike the functions of the C library.
 */
public final class AsUser {
    private static final int SETRESUID = 117; // of x86-64
    private static final int SETRESGID = 119;

    private AsUser() {}

    /** The function of the C library that makes any system call. */
    public interface SystemCalls {
        /** Makes a system call with three arguments. */
        long syscall(long number, long first, long second, long third);
    }

    /** Runs {@code code} on a thread of this user and group, and throws what it throws. */
    public static void run(int uid, int gid, Executable code) throws Exception {
        Assumptions.assumeTrue(Platform.getNativePlatform().getCPU() == Platform.CPU.X86_64);
        SystemCalls calls =
                LibraryLoader.create(SystemCalls.class).failImmediately().load("libc.so.6");
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                calls.syscall(SETRESGID, gid, gid, gid);
                                calls.syscall(SETRESUID, uid, uid, uid);
                                code.execute();
                                done.complete(null);
                            } catch (Throwable thrown) {
                                done.completeExceptionally(thrown);
                            }
                        });
        thread.start();
        done.get(20, TimeUnit.SECONDS);
    }
}
