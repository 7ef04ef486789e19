/** The archive of samples: round-robin database files, as Proxmox's tools read them. */
package org.jpmxcfs.transport.rrd;
