/** Counters and gauges of a node. Not here: how they are served ({@code fuse.http}). */
package org.jpmxcfs.fuse.metrics;
