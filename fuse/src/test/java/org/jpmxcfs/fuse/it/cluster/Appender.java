package org.jpmxcfs.fuse.it.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A program that writes line after line to a file of its own through the mount of one node, each
 * line by one mutation, and remembers what it was told is done. Where it was not told, it leaves
 * the file and begins another one.
 */
final class Appender implements Runnable {
    private static final int LINE_BYTES = 16;
    private static final int LINES_MAX = 4_000;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** A file, and what is known of it. */
    private static final class Written {
        private final String name;
        private boolean isCreated;
        private int lines; // acknowledged
        private boolean isDoubtful; // the next change may have happened or not

        Written(String name) {
            this.name = name;
        }
    }

    private final Load load;
    private final Member member;
    private final String name;
    private final List<Written> files = new ArrayList<>(); // written by the running thread only
    private volatile long acknowledgedCount;
    private volatile long doubtfulCount;
    private volatile long refusedCount;
    private volatile String problem;

    Appender(Load load, Member member, int number) {
        this.load = load;
        this.member = member;
        this.name = member.name() + "-" + number;
    }

    Member member() {
        return member;
    }

    /** How many mutations were answered with success. */
    long acknowledgedCount() {
        return acknowledgedCount;
    }

    /** How many mutations may have happened or not. */
    long doubtfulCount() {
        return doubtfulCount;
    }

    /** How often its node said that it has no quorum. */
    long refusedCount() {
        return refusedCount;
    }

    /** An answer that no node may give; null when there was none. */
    String problem() {
        return problem;
    }

    /** Writes until the load is stopped, or its node is gone. */
    @Override
    public void run() {
        boolean goesOn = true;
        while (goesOn && !load.isStopped()) {
            goesOn = step();
        }
    }

    private boolean step() {
        Written file = files.isEmpty() ? null : files.get(files.size() - 1);
        if (file == null || file.isDoubtful || file.lines == LINES_MAX) {
            file = new Written(name + "-" + files.size());
            files.add(file);
        }
        long begin = System.nanoTime();
        Reply reply = change(file);
        long end = System.nanoTime();
        load.called(begin, end);
        switch (reply) {
            case DONE -> {
                file.lines += file.isCreated ? 1 : 0;
                file.isCreated = true;
                acknowledgedCount++;
                load.acknowledged(begin, end);
            }
            case NO_QUORUM -> {
                refusedCount++;
                LockSupport.parkNanos(RETRY_NANOS);
            }
            case UNKNOWN, GONE -> {
                file.isDoubtful = true;
                doubtfulCount++;
            }
            default -> problem = file.name + " after " + file.lines + " lines: " + reply;
        }
        return reply != Reply.GONE && problem == null;
    }

    private Reply change(Written file) {
        Path path = member.path(Load.DIRECTORY + "/" + file.name);
        try {
            if (!file.isCreated) {
                Files.createFile(path);
                return Reply.DONE;
            }
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(line(file.lines)), (long) file.lines * LINE_BYTES);
                return Reply.DONE;
            }
        } catch (IOException e) {
            return Reply.of(e);
        }
    }

    private static byte[] line(int number) {
        return "%015d%n".formatted(number).getBytes(US_ASCII);
    }

    /** Looks at what it has written through the mount of any node. */
    void verify(Member through) throws IOException {
        for (Written file : files) {
            Path path = through.path(Load.DIRECTORY + "/" + file.name);
            if (!file.isCreated && file.isDoubtful && Files.notExists(path)) {
                continue;
            }
            String found = Files.readString(path, US_ASCII);
            int lines = found.length() / LINE_BYTES;
            int linesMax = file.lines + (file.isDoubtful ? 1 : 0);
            if (lines < file.lines || lines > linesMax || !found.equals(content(lines))) {
                throw new AssertionError(
                        "%s on %s holds %d lines (%s), acknowledged are %d%s"
                                .formatted(
                                        file.name,
                                        through.name(),
                                        lines,
                                        found.equals(content(lines)) ? "in order" : "damaged",
                                        file.lines,
                                        file.isDoubtful ? " and one that may be there" : ""));
            }
        }
    }

    private static String content(int lines) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append(new String(line(i), US_ASCII));
        }
        return text.toString();
    }
}
