/**
 * What Corosync offers to the processes of its machine: closed process groups, the quorum, its
 * configuration. The system's own libraries are bound by jnr-ffi; nothing else of the cluster
 * engine knows native code. What the messages of a group mean is not known here.
 */
package org.jpmxcfs.transport.corosync.cpg;
