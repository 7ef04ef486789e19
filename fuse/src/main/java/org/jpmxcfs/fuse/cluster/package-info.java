/**
 * A node as a member of a cluster: what it runs besides a node that serves alone, and what it shows
 * of the others.
 */
package org.jpmxcfs.fuse.cluster;
