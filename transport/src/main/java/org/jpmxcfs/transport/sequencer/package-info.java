/**
 * The core that orders entries across nodes: Raft as published, without thread, clock, file, socket
 * or random of its own. Sections named in this package are those of Ongaro's dissertation,
 * "Consensus: Bridging Theory and Practice", 2014.
 */
package org.jpmxcfs.transport.sequencer;
