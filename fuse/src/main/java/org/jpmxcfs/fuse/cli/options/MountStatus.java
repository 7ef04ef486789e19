package org.jpmxcfs.fuse.cli.options;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jpmxcfs.fuse.cli.text.CommandFailure;
import org.jpmxcfs.fuse.cli.text.ErrorLines;
import org.jpmxcfs.fuse.node.NodeStatus;

/**
 * What the daemon behind a mount says about itself in the unlisted file {@code .jpmxcfs}, and is
 * told to do there.
 */
public final class MountStatus {
    /** The file below the mount point. */
    private static final String FILE_NAME = ".jpmxcfs";

    // A daemon that is stopped or stuck leaves its readers waiting in the kernel.
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private static final String NOT_MOUNTED = ": jpmxcfs is not mounted here";

    private MountStatus() {}

    /**
     * Asks the daemon behind {@code mountPoint}.
     *
     * @throws CommandFailure when there is none or it does not answer within 5 s
     */
    public static NodeStatus read(Path mountPoint) throws CommandFailure {
        return parsed(mountPoint, json(mountPoint));
    }

    /**
     * What is known of an answer.
     *
     * @throws CommandFailure when it is that of another program
     */
    public static NodeStatus parsed(Path mountPoint, JsonNode answer) throws CommandFailure {
        try {
            return NodeStatus.of(answer);
        } catch (IllegalArgumentException otherShape) {
            throw otherVersion(mountPoint, otherShape);
        }
    }

    /**
     * The same as {@link #read}, with all that it says.
     *
     * @throws CommandFailure as that does
     */
    public static JsonNode json(Path mountPoint) throws CommandFailure {
        try {
            return ask(mountPoint, "; mount it with 'jpmxcfs mount " + mountPoint + "'");
        } catch (CommandFailure failed) {
            boolean isAbsent = failed.getCause() instanceof NoSuchFileException;
            String elsewhere = isAbsent ? LiveMounts.elsewhere() : "";
            throw elsewhere.isEmpty()
                    ? failed
                    : new CommandFailure(mountPoint + NOT_MOUNTED + elsewhere, failed);
        }
    }

    /**
     * The same without looking for other mounts.
     *
     * @param remedy the end of the message where nothing is mounted
     */
    static JsonNode ask(Path mountPoint, String remedy) throws CommandFailure {
        FutureTask<byte[]> reading =
                new FutureTask<>(() -> Files.readAllBytes(mountPoint.resolve(FILE_NAME)));
        Thread reader = new Thread(reading, "status");
        reader.setDaemon(true);
        reader.start();
        try {
            byte[] answer = reading.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            return JsonMapper.builder().build().readTree(answer);
        } catch (ExecutionException failed) {
            throw failure(mountPoint, failed.getCause(), remedy);
        } catch (TimeoutException late) {
            throw new CommandFailure(
                    mountPoint
                            + ": its daemon does not answer within "
                            + ANSWER_WITHIN.toSeconds()
                            + " s; look into the system log, or take the mount away with"
                            + " 'jpmxcfs umount --lazy "
                            + mountPoint
                            + "'",
                    late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(mountPoint + ": interrupted", interrupted);
        } catch (JsonProcessingException notJson) {
            throw otherVersion(mountPoint, notJson);
        } catch (IOException unreadable) {
            throw failure(mountPoint, unreadable, remedy);
        }
    }

    /**
     * Has the daemon behind {@code mountPoint} do something.
     *
     * @throws IOException when it cannot, or does not know this word
     */
    public static void command(Path mountPoint, String word) throws IOException {
        Files.write(
                mountPoint.resolve(FILE_NAME),
                (word + "\n").getBytes(StandardCharsets.US_ASCII),
                StandardOpenOption.WRITE);
    }

    private static CommandFailure otherVersion(Path mountPoint, Exception cause) {
        return new CommandFailure(
                mountPoint + ": what is mounted here is another version of jpmxcfs", cause);
    }

    private static CommandFailure failure(Path mountPoint, Throwable cause, String remedy) {
        if (cause instanceof NoSuchFileException) {
            return new CommandFailure(mountPoint + NOT_MOUNTED + remedy, cause);
        }
        String text = String.valueOf(cause.getMessage());
        if (text.contains("not connected") || text.contains("Connection aborted")) {
            return new CommandFailure(
                    mountPoint
                            + ": the daemon of this mount has died; mount it again with"
                            + " 'jpmxcfs mount "
                            + mountPoint
                            + "'",
                    cause);
        }
        return cause instanceof IOException io
                ? new CommandFailure(ErrorLines.describe(io), io)
                : new CommandFailure(mountPoint + ": " + cause, cause);
    }
}
