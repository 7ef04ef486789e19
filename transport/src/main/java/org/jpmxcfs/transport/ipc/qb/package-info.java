/** The service's way in: libqb, bound by jnr-ffi. */
package org.jpmxcfs.transport.ipc.qb;
