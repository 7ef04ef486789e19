package org.jpmxcfs.transport.raft.node;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jpmxcfs.log.StableStorage;
import org.jpmxcfs.log.model.Mark;

/**
 * The file {@code mark.json} of a member: what its journal begins after, and what else a start has
 * to know that is neither in the journal nor in the state. Each change replaces the file at one
 * instant and is on stable storage when its method returns. Safe for use by several threads.
 */
public final class MarkFile {
    private static final int VERSION = 1;

    /** Numbers that a start reserves for requests: more than one start can use. */
    private static final long REQUEST_IDS = 1L << 32;

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();

    /**
     * What the file holds.
     *
     * @param mark what the journal begins after
     * @param installing the snapshot that is being put in place of the state; null for none
     * @param newcomer whether this node has not caught up with a leader since it joined
     * @param nextRequestId higher than the number of any request made so far
     */
    private record Content(
            int version, Mark mark, Mark installing, boolean newcomer, long nextRequestId) {
        Content with(Mark newMark, Mark newInstalling) {
            return new Content(version, newMark, newInstalling, newcomer, nextRequestId);
        }
    }

    private final Path file;
    private Content content; // guarded by this

    private MarkFile(Path file, Content content) {
        this.file = file;
        this.content = content;
    }

    /**
     * The file of a node that founds a cluster, alone at first.
     *
     * @param mark the last entry that it has without a cluster, and itself as the only member
     */
    public static MarkFile found(Path file, Mark mark) throws IOException {
        return create(file, new Content(VERSION, mark, null, false, 0));
    }

    /** The file of a node that joins a cluster: it has nothing, and counts for nothing yet. */
    public static MarkFile join(Path file) throws IOException {
        return create(file, new Content(VERSION, new Mark(0, 0, List.of()), null, true, 0));
    }

    private static MarkFile create(Path file, Content content) throws IOException {
        MarkFile created = new MarkFile(file, content);
        created.save(content);
        return created;
    }

    /**
     * Reads the file.
     *
     * @throws IOException when it is missing or not of this form; the message says how to go on
     */
    public static MarkFile open(Path file) throws IOException {
        try {
            Content content = MAPPER.readValue(Files.readAllBytes(file), Content.class);
            if (content.version() != VERSION || content.mark() == null) {
                throw new IOException("version " + content.version() + " is not known");
            }
            return new MarkFile(file, content);
        } catch (IOException e) {
            throw new IOException(
                    "%s cannot be read (%s); put it back from a backup of this very moment, or remove this node from the cluster and let it join again"
                            .formatted(file, firstLine(e)),
                    e);
        }
    }

    /** What the journal begins after. */
    public synchronized Mark mark() {
        return content.mark();
    }

    /** The snapshot whose installation was begun and is not known to have ended. */
    public synchronized Optional<Mark> installing() {
        return Optional.ofNullable(content.installing());
    }

    /** Whether this node joined and has not caught up with a leader since. */
    public synchronized boolean isNewcomer() {
        return content.newcomer();
    }

    /** The state is about to become that of a snapshot. */
    synchronized void beginInstall(Mark mark) throws IOException {
        save(content.with(content.mark(), mark));
    }

    /** The state stays what it was. */
    synchronized void abandonInstall() throws IOException {
        if (content.installing() != null) {
            save(content.with(content.mark(), null));
        }
    }

    /** The journal begins anew after this mark, and the state is as of it. */
    synchronized void restartAt(Mark mark) throws IOException {
        save(content.with(mark, null));
    }

    /** Entries up to this mark are about to go. One that is behind the present mark is void. */
    synchronized void moveTo(Mark mark) throws IOException {
        if (mark.index() > content.mark().index()) {
            save(content.with(mark, content.installing()));
        }
    }

    /**
     * This node gives its journal and its state up, and begins as one that has joined just now. Its
     * ballot it must keep.
     */
    synchronized void rejoin() throws IOException {
        long nextRequestId = content.nextRequestId();
        save(new Content(VERSION, new Mark(0, 0, List.of()), null, true, nextRequestId));
    }

    /** This node has caught up with a leader. */
    synchronized void recordTrust() throws IOException {
        if (content.newcomer()) {
            Content now = content;
            save(new Content(VERSION, now.mark(), now.installing(), false, now.nextRequestId()));
        }
    }

    /**
     * Numbers for the requests of one start: higher than all that earlier starts used, even when
     * the clock was set back, and higher than those of an earlier member with the same node id,
     * whose file is gone, as long as the clock goes forward.
     *
     * @param micros microseconds since 1970
     * @return the first of them
     */
    synchronized long reserveRequestIds(long micros) throws IOException {
        long first = Math.max(Math.max(1, micros), content.nextRequestId());
        Content now = content;
        save(
                new Content(
                        VERSION,
                        now.mark(),
                        now.installing(),
                        now.newcomer(),
                        first + REQUEST_IDS));
        return first;
    }

    private void save(Content next) throws IOException {
        StableStorage.replace(file, MAPPER.writeValueAsBytes(next));
        content = next;
    }

    private static String firstLine(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.lines().findFirst().orElse(message);
    }
}
