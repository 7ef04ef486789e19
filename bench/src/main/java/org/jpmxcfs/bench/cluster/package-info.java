/** Benchmarks of a cluster whose nodes share one process, with real links between them. */
package org.jpmxcfs.bench.cluster;
