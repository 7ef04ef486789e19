package org.jpmxcfs.fuse.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jpmxcfs.log.model.Mutation;
import org.jpmxcfs.log.model.Outcome;
import org.jpmxcfs.transport.Sequencer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A sequencer that counts and times what goes through it. Owns the one that it passes on to. */
final class MeasuredSequencer implements Sequencer {
    private static final Logger LOG = LoggerFactory.getLogger(MeasuredSequencer.class);
    private static final String DONE = "done";

    private final Sequencer sequencer;
    private final Counter mutations;
    private final DistributionDataPoint times;
    // Looked up once: nearly every mutation is applied.
    private final Map<MutationKind, CounterDataPoint> done = new EnumMap<>(MutationKind.class);

    /** Measures {@code sequencer} into {@code registry}. */
    MeasuredSequencer(Sequencer sequencer, PrometheusRegistry registry) {
        this.sequencer = sequencer;
        mutations =
                Counter.builder()
                        .name("jpmxcfs_mutations_total")
                        .help("Mutations submitted on this node, by kind and outcome.")
                        .labelNames("kind", "outcome")
                        .withoutExemplars()
                        .register(registry);
        times =
                Times.histogram(
                        registry,
                        "jpmxcfs_submit_seconds",
                        "Time from submitting a mutation until its outcome is known.");
        for (MutationKind kind : MutationKind.values()) {
            done.put(kind, mutations.labelValues(kind.label(), DONE));
        }
    }

    @Override
    public Outcome submit(Mutation mutation) {
        long start = System.nanoTime();
        Outcome outcome = sequencer.submit(mutation);
        try {
            count(mutation, outcome, System.nanoTime() - start);
        } catch (RuntimeException e) {
            // The change is made; its caller must not be told otherwise.
            LOG.warn("a change is not in the metrics: {}", e.toString(), e);
        }
        return outcome;
    }

    private void count(Mutation mutation, Outcome outcome, long nanos) {
        Times.observe(times, nanos);
        MutationKind kind = MutationKind.of(mutation);
        if (outcome.isDone()) {
            done.get(kind).inc();
        } else {
            String refusal = outcome.refusal().name().toLowerCase(Locale.ROOT);
            mutations.labelValues(kind.label(), refusal).inc();
        }
    }

    @Override
    public Outcome sync() {
        return sequencer.sync();
    }

    @Override
    public boolean isQuorate() {
        return sequencer.isQuorate();
    }

    @Override
    public void onQuorumChange(Runnable listener) {
        sequencer.onQuorumChange(listener);
    }

    @Override
    public Optional<String> trouble() {
        return sequencer.trouble();
    }

    @Override
    public boolean isWaiting() {
        return sequencer.isWaiting();
    }

    @Override
    public int nodeId() {
        return sequencer.nodeId();
    }

    @Override
    public void close() {
        sequencer.close();
    }
}
