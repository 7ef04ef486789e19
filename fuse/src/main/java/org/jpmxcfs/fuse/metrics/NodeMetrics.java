package org.jpmxcfs.fuse.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jpmxcfs.log.Journal;
import org.jpmxcfs.materializer.FlushStatus;
import org.jpmxcfs.materializer.Materializer;
import org.jpmxcfs.transport.Sequencer;

/**
 * The metrics of one node. Counts and times are taken as things happen; everything else is read
 * from its owner when somebody asks. Any thread may ask.
 */
public final class NodeMetrics {
    private static final double MILLIS_PER_SECOND = 1e3;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter text = PrometheusTextFormatWriter.create();
    private final Materializer materializer;
    private final MeasuredSequencer sequencer;

    /**
     * Metrics of a node with these parts.
     *
     * @param nodeName its name
     * @param version version of this program
     * @param sequencer measured from here on, where {@link #sequencer} is used in its place
     */
    public NodeMetrics(
            String nodeName, String version, Sequencer sequencer, Materializer materializer) {
        this.materializer = materializer;
        this.sequencer = new MeasuredSequencer(sequencer, registry);
        Info.builder()
                .name("jpmxcfs_info")
                .help("Name and version of this node.")
                .labelNames("node", "version")
                .register(registry)
                .setLabelValues(nodeName, version);
        DistributionDataPoint flushes =
                Times.histogram(
                        registry,
                        "jpmxcfs_flush_seconds",
                        "Time of storing changes in the database, for each transaction.");
        materializer.onFlush(nanos -> Times.observe(flushes, nanos));
        addView();
    }

    /** The sequencer that measures. */
    public Sequencer sequencer() {
        return sequencer;
    }

    /** Adds reach and sizes of the journal. */
    public void addJournal(Journal journal, JournalSize size) {
        gauge("jpmxcfs_journal_first_index", "Oldest entry of the journal.", journal::firstIndex);
        gauge("jpmxcfs_journal_last_index", "Newest entry of the journal.", journal::lastIndex);
        gauge(
                "jpmxcfs_sync_window_entries",
                "Entries that a power failure would lose now.",
                () -> Math.max(0, journal.lastIndex() - journal.syncedIndex()));
        written("journal", "to the journal", size::writtenBytes);
        gauge("jpmxcfs_journal_bytes", "Disk space of the journal.", size::bytes);
        gauge(
                "jpmxcfs_journal_age_seconds",
                "Age of the oldest entry of the journal.",
                size::ageSeconds);
    }

    /** Adds the standing of this node in its cluster; 1 member and term 0 without one. */
    public void addCluster(LongSupplier members, LongSupplier term) {
        gauge(
                "jpmxcfs_quorate",
                "Whether changes are accepted now: 1 or 0.",
                () -> sequencer.isQuorate() ? 1 : 0);
        gauge("jpmxcfs_members", "Nodes that are online, this one included.", members::getAsLong);
        gauge("jpmxcfs_term", "Term of the leader that this node follows.", term::getAsLong);
    }

    /** Adds the requests of local clients. */
    public void addIpc(LongSupplier answered, LongSupplier refused) {
        CounterWithCallback.builder()
                .name("jpmxcfs_ipc_requests_total")
                .help("Requests of local clients, by whether they were answered or refused.")
                .labelNames("outcome")
                .callback(
                        count -> {
                            count.call(answered.getAsLong(), "answered");
                            count.call(refused.getAsLong(), "refused");
                        })
                .register(registry);
    }

    /** All metrics as of now, in Prometheus' text format. */
    public byte[] text() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
        text.write(bytes, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
        return bytes.toByteArray();
    }

    /** The media type of {@link #text}. */
    public String textType() {
        return text.getContentType();
    }

    /** What is wrong with the node now, one line each; empty when it is healthy. */
    public List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        if (!sequencer.isQuorate()) {
            troubles.add("changes are refused: " + sequencer.trouble().orElse("no quorum"));
        }
        materializer
                .status()
                .lastError()
                .ifPresent(error -> troubles.add("the database cannot be written: " + error));
        return troubles;
    }

    /** What was wrong and is mended, one line each; normally empty. */
    public List<String> notes() {
        return materializer.mended().map(List::of).orElse(List.of());
    }

    private void addView() {
        gauge(
                "jpmxcfs_view_lag_seconds",
                "Age of the oldest change that is not in the database yet.",
                () -> status().lagMillis() / MILLIS_PER_SECOND);
        gauge(
                "jpmxcfs_view_pending_bytes",
                "Bytes that wait to be stored in the database.",
                () -> status().pendingBytes());
        gauge(
                "jpmxcfs_view_applied_index",
                "Last entry that readers see.",
                materializer::appliedIndex);
        gauge(
                "jpmxcfs_view_flushed_index",
                "Last entry that the database holds.",
                materializer::flushedIndex);
        gauge(
                "jpmxcfs_tree_entries",
                "Files and directories, the root included.",
                () -> materializer.tree().entryCount());
        gauge("jpmxcfs_tree_bytes", "Size of all files.", () -> materializer.tree().totalBytes());
        written("database", "to config.db and the log beside it", () -> status().writtenBytes());
        CounterWithCallback.builder()
                .name("jpmxcfs_flush_failures_total")
                .help("Transactions of the database that failed; each is tried again.")
                .callback(count -> count.call(status().failureCount()))
                .register(registry);
    }

    private void written(String part, String where, LongSupplier bytes) {
        CounterWithCallback.builder()
                .name("jpmxcfs_" + part + "_written_bytes_total")
                .help("Bytes put on the disk since the start, " + where + ".")
                .callback(count -> count.call(bytes.getAsLong()))
                .register(registry);
    }

    private FlushStatus status() {
        return materializer.status();
    }

    private void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(now -> now.call(value.getAsDouble()))
                .register(registry);
    }
}
