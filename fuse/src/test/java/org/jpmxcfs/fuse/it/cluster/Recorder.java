package org.jpmxcfs.fuse.it.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import org.jpmxcfs.fuse.it.linearizability.Action;
import org.jpmxcfs.fuse.it.linearizability.Action.Create;
import org.jpmxcfs.fuse.it.linearizability.Action.Look;
import org.jpmxcfs.fuse.it.linearizability.Action.Remove;
import org.jpmxcfs.fuse.it.linearizability.Action.Rename;
import org.jpmxcfs.fuse.it.linearizability.Action.Resize;
import org.jpmxcfs.fuse.it.linearizability.Answer;
import org.jpmxcfs.fuse.it.linearizability.Call;

/**
 * A program that changes and looks at a few paths through the mount of one node, at random, and
 * writes down what it asked for and what it was told.
 */
final class Recorder implements Runnable {
    /** The directory of the files, which must be there. */
    static final String FILES = "recorded";

    /** The directory of the locks, which must be there. */
    static final String LOCKS = "priv/lock";

    private static final List<String> FILE_PATHS =
            List.of(FILES + "/f", FILES + "/g", FILES + "/h");
    private static final String RESIZED_PATH = FILES + "/r";
    private static final List<String> LOCK_PATHS = List.of(LOCKS + "/a", LOCKS + "/b");
    private static final long ABSENT = -1;
    private static final long PAUSE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(8);

    /** truncate(2) by path, which Java does not have. */
    public interface Libc {
        /** See truncate(2). */
        int truncate(byte[] path, long size);
    }

    private static final Libc LIBC = LibraryLoader.create(Libc.class).load("c");
    private static final int ENOENT = 2;
    private static final int EACCES = 13;
    private static final int ENOTCONN = 107;
    private static final int ECONNABORTED = 103;

    private final Member member;
    private final Random random;
    private final AtomicLong sizes;
    private final Queue<Call> history;
    private final Queue<Action> planned = new ArrayDeque<>(); // what follows on the last one
    private volatile boolean stopped;

    /**
     * A program that is not started.
     *
     * @param sizes gives each size once, to all programs
     * @param history where it writes down
     */
    Recorder(Member member, Random random, AtomicLong sizes, Queue<Call> history) {
        this.member = member;
        this.random = random;
        this.sizes = sizes;
        this.history = history;
    }

    /** Ends it after the call under way. */
    void stop() {
        stopped = true;
    }

    /** Goes on until it is stopped or its node is gone. */
    @Override
    public void run() {
        boolean goesOn = true;
        while (goesOn && !stopped) {
            goesOn = step();
            LockSupport.parkNanos((long) (random.nextDouble() * PAUSE_NANOS_MAX));
        }
    }

    private boolean step() {
        Action asked = action();
        long begin = System.nanoTime();
        if (asked instanceof Look look) {
            return look(look.path(), begin);
        }
        Reply reply = reply(asked);
        long end = System.nanoTime();
        if (reply != Reply.DONE) {
            planned.clear();
        }
        switch (reply) {
            case DONE -> history.add(call(asked, Answer.DONE, begin, end));
            case EXISTS -> history.add(call(asked, Answer.REFUSED, begin, end));
            case ABSENT -> history.add(call(asked, absent(asked), begin, end));
            case UNKNOWN, GONE -> history.add(call(asked, Answer.UNKNOWN, begin, Call.NEVER));
            case NO_QUORUM -> history.add(call(asked, Answer.FORBIDDEN, begin, end));
        }
        return reply != Reply.GONE;
    }

    /**
     * libfuse looks at what it has created or resized before it answers; another node may have
     * taken it away by then.
     */
    private static Answer absent(Action asked) {
        if (asked instanceof Create) {
            return Answer.DONE;
        }
        return asked instanceof Resize ? Answer.EITHER : Answer.REFUSED;
    }

    private boolean look(String path, long begin) {
        long seen;
        try {
            seen = Files.size(member.path(path));
        } catch (IOException e) {
            if (Reply.of(e) != Reply.ABSENT) {
                return Reply.of(e) != Reply.GONE;
            }
            seen = ABSENT;
        }
        long size = path.startsWith(LOCKS) ? Math.min(seen, 0) : seen;
        history.add(call(new Look(path, size), Answer.DONE, begin, System.nanoTime()));
        return true;
    }

    private Call call(Action action, Answer answer, long begin, long end) {
        return new Call(member.number(), action, answer, begin, end);
    }

    private Reply reply(Action asked) {
        try {
            carryOut(asked);
            return Reply.DONE;
        } catch (IOException e) {
            return Reply.of(e);
        }
    }

    private void carryOut(Action asked) throws IOException {
        if (asked instanceof Create create) {
            Path path = member.path(create.path());
            if (create.path().startsWith(LOCKS)) {
                Files.createDirectory(path);
            } else {
                Files.createFile(path);
            }
        } else if (asked instanceof Remove remove) {
            Files.delete(member.path(remove.path()));
        } else if (asked instanceof Rename rename) {
            Files.move(
                    member.path(rename.from()),
                    member.path(rename.to()),
                    StandardCopyOption.ATOMIC_MOVE);
        } else if (asked instanceof Resize resize) {
            truncate(member.path(resize.path()), resize.size());
        }
    }

    private static void truncate(Path path, long size) throws IOException {
        byte[] name = (path + "\0").getBytes(StandardCharsets.UTF_8);
        if (LIBC.truncate(name, size) == 0) {
            return;
        }
        int errno = LastError.getLastError(Runtime.getRuntime(LIBC));
        throw switch (errno) {
            case ENOENT -> new NoSuchFileException(path.toString());
            case EACCES -> new AccessDeniedException(path.toString());
            case ENOTCONN, ECONNABORTED -> new IOException("not connected");
            default -> new IOException("truncate: errno " + errno);
        };
    }

    /**
     * Only paths that are not renamed are resized: a rename between the look at the name and the
     * change takes the change along, as on any file system. For the same reason a rename to the
     * same name is not asked for, which no file system is told of.
     */
    private Action action() {
        if (!planned.isEmpty()) {
            return planned.remove();
        }
        String file = anyOf(FILE_PATHS);
        String lock = anyOf(LOCK_PATHS);
        return switch (random.nextInt(12)) {
            case 0 -> new Create(lock);
            case 1 -> new Remove(lock);
            case 2 -> new Look(lock, ABSENT);
            case 3 -> new Create(RESIZED_PATH);
            case 4 -> new Remove(RESIZED_PATH);
            case 5 -> new Resize(RESIZED_PATH, sizes.incrementAndGet());
            case 6 -> new Look(RESIZED_PATH, ABSENT);
            case 7 -> new Remove(file);
            case 8 -> new Rename(file, otherThan(file));
            case 9 -> replace(file);
            default -> new Look(file, ABSENT);
        };
    }

    /** As programs replace a file: with one that nobody else knows until it is whole. */
    private Action replace(String file) {
        long size = sizes.incrementAndGet();
        String temporary = FILES + "/temporary-" + size;
        planned.add(new Resize(temporary, size));
        planned.add(new Rename(temporary, file));
        return new Create(temporary);
    }

    private String otherThan(String file) {
        return anyOf(FILE_PATHS.stream().filter(other -> !other.equals(file)).toList());
    }

    private String anyOf(List<String> paths) {
        return paths.get(random.nextInt(paths.size()));
    }
}
