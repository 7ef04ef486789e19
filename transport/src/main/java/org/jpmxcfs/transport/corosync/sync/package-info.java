/**
 * The cores of the two groups of a Corosync cluster, without thread, clock, file, socket or random
 * of their own: what comes in is an input with the time, what is to be done goes out as effects, in
 * their order. {@code FileGroup} keeps the tree equal on all nodes, {@code StatusGroup} passes on
 * status values and the cluster log; both rest on {@code Agreement}, the rules of pmxcfs for
 * membership, synchronisation and messages that come meanwhile. Neither knows libcpg or the tree
 * itself.
 */
package org.jpmxcfs.transport.corosync.sync;
