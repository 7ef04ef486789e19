package org.jpmxcfs.fuse.metrics;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Histograms of times. Each bucket is about double the one before, from 5 µs to 10 s. */
final class Times {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double[] UPPER_BOUNDS = {
        5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1, 0.2, 0.5,
        1, 2, 5, 10
    };

    private Times() {}

    /** A new histogram; its name ends in {@code _seconds}. */
    static DistributionDataPoint histogram(PrometheusRegistry registry, String name, String help) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .classicOnly()
                .classicUpperBounds(UPPER_BOUNDS)
                .withoutExemplars()
                .register(registry);
    }

    /** Adds one time. */
    static void observe(DistributionDataPoint histogram, long nanos) {
        histogram.observe(nanos / NANOS_PER_SECOND);
    }
}
