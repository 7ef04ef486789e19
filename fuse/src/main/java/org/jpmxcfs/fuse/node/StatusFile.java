package org.jpmxcfs.fuse.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jpmxcfs.fuse.ordering.Ordering;
import org.jpmxcfs.fuse.store.Recovery;
import org.jpmxcfs.fuse.virtual.VirtualFile;
import org.jpmxcfs.log.chronicle.ChronicleJournal;
import org.jpmxcfs.log.chronicle.SyncStatus;
import org.jpmxcfs.materializer.FlushStatus;
import org.jpmxcfs.materializer.Materializer;
import org.jpmxcfs.materializer.tree.Tree;

/**
 * {@code .jpmxcfs}, which no listing shows: how the daemon is doing, as JSON, for {@code jpmxcfs
 * status}.
 */
final class StatusFile implements VirtualFile {
    /** Command to write to the database all that waits for it. */
    private static final String FLUSH = "flush";

    private static final double DAY_MILLIS = Duration.ofDays(1).toMillis();

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final NodeConfig config;
    private final long startMillis;
    private final ChronicleJournal journal;
    private final Materializer materializer;
    private final Ordering ordering;
    private final LocalServices services;

    StatusFile(
            NodeConfig config,
            long startMillis,
            Recovery.Opened stored,
            Ordering ordering,
            LocalServices services) {
        this.config = config;
        this.startMillis = startMillis;
        this.journal = stored.journal();
        this.materializer = stored.materializer();
        this.ordering = ordering;
        this.services = services;
    }

    @Override
    public String name() {
        return ".jpmxcfs";
    }

    @Override
    public boolean isListed() {
        return false;
    }

    @Override
    public byte[] content() {
        ObjectNode status = JSON.createObjectNode();
        status.put("node", config.nodeName());
        status.put("mountPoint", config.mount().point().toString());
        status.put("dataDir", config.data().toString());
        status.put("processId", ProcessHandle.current().pid());
        status.put("startTime", startMillis / 1000);
        status.put("quorate", ordering.sequencer().isQuorate());
        status.put("trouble", ordering.sequencer().trouble().orElse(""));
        status.put("durability", config.storage().durability().name().toLowerCase(Locale.ROOT));
        putTree(status.putObject("tree"));
        putJournal(status.putObject("journal"));
        putDatabase(status.putObject("database"));
        putIpc(status.putObject("ipc"));
        ordering.putInto(status);
        try {
            return JSON.writeValueAsBytes(status);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a JSON tree cannot be written", impossible);
        }
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public int permissions() {
        return 0640;
    }

    @Override
    public int write(byte[] bytes) {
        String line = new String(bytes, StandardCharsets.US_ASCII).strip();
        return line.equals(FLUSH)
                ? flush(bytes.length)
                : ordering.command(line) ? bytes.length : -1;
    }

    private int flush(int length) {
        try {
            materializer.flush();
            return length;
        } catch (IOException logged) {
            return -1;
        }
    }

    private void putTree(ObjectNode json) {
        Tree tree = materializer.tree();
        json.put("version", tree.version());
        json.put("entries", tree.entryCount());
        json.put("contentBytes", tree.totalBytes());
        json.put("guests", tree.guests().list().size());
        json.put("checksum", String.format("%016x", tree.checksum()));
    }

    private void putJournal(ObjectNode json) {
        json.put("firstIndex", journal.firstIndex());
        json.put("lastIndex", journal.lastIndex());
        SyncStatus sync = journal.syncStatus();
        json.put("syncedIndex", sync.syncedIndex());
        json.put("oldestUnsyncedMillis", sync.oldestUnsyncedMillis());
        json.put("longestUnsyncedMillis", sync.longestWaitMillis());
        json.put("syncs", sync.syncCount());
        putWritten(json, sync.writtenBytes());
        json.put("lastError", sync.failure().orElse(""));
    }

    private void putDatabase(ObjectNode json) {
        FlushStatus flush = materializer.status();
        json.put("flushedIndex", flush.flushedIndex());
        json.put("lagMillis", flush.lagMillis());
        json.put("pendingBytes", flush.pendingBytes());
        json.put("isWhole", flush.isWhole());
        json.put("flushes", flush.flushCount());
        putWritten(json, flush.writtenBytes());
        json.put("lastError", flush.lastError().orElse(""));
        json.put("mended", materializer.mended().orElse(""));
    }

    /** What went to the disk since the start, and what that is in a day. */
    private void putWritten(ObjectNode json, long bytes) {
        long uptimeMillis = Math.max(1, System.currentTimeMillis() - startMillis);
        json.put("writtenBytes", bytes);
        json.put("writtenADayBytes", Math.round(bytes * (DAY_MILLIS / uptimeMillis)));
    }

    private void putIpc(ObjectNode json) {
        json.put("service", services.isServing() ? config.services().ipcService().orElse("") : "");
        json.put("answered", services.answeredCount());
        json.put("refused", services.refusedCount());
    }
}
