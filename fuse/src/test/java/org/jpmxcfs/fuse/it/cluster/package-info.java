/** Real nodes of a cluster, each a process with a mount in a network namespace of its own. */
package org.jpmxcfs.fuse.it.cluster;
