/** The file {@code corosync.conf}, which says who belongs to the cluster. */
package org.jpmxcfs.transport.corosync;
