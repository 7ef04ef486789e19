/**
 * The order of a cluster that Corosync carries, in one cluster with pmxcfs: the loops that feed the
 * pure cores of {@code sync} and carry out what they decide, and the engine that keeps the
 * connections to Corosync. What the tree is stands behind {@link
 * org.jpmxcfs.transport.corosync.GroupTree}.
 */
package org.jpmxcfs.transport.corosync;
