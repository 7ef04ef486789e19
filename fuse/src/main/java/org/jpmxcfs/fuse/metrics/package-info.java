/** What operators watch: counts, times and health of a node, over HTTP. Off unless asked for. */
package org.jpmxcfs.fuse.metrics;
