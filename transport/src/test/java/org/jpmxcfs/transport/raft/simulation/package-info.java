/**
 * A whole cluster on one thread, with simulated time, network and disks, and faults from a seed.
 */
package org.jpmxcfs.transport.raft.simulation;
