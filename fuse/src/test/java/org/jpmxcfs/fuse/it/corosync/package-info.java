/** Corosync as Debian ships it, in networks of the test's own, and what works with it. */
package org.jpmxcfs.fuse.it.corosync;
