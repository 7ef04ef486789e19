/** {@code corosync.conf}: reading, checking and writing it. Not here: talking to Corosync. */
package org.jpmxcfs.transport.corosync.conf;
