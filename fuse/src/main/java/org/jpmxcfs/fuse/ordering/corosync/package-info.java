/**
 * A node of a cluster that Corosync carries: its tree behind the engine, and what is shown of it.
 */
package org.jpmxcfs.fuse.ordering.corosync;
