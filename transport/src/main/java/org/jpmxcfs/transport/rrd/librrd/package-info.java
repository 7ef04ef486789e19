/** The archive's way to librrd, bound by jnr-ffi. */
package org.jpmxcfs.transport.rrd.librrd;
