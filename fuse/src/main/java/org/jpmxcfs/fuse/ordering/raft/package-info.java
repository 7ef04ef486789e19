/**
 * The engine of a cluster of jpmxcfs nodes: what a member runs besides a node that serves alone,
 * what the nodes tell each other of themselves, and how a state that differs is found and replaced.
 * Not here: the protocol itself ({@code transport.raft}), and who is invited ({@code
 * fuse.membership}).
 */
package org.jpmxcfs.fuse.ordering.raft;
