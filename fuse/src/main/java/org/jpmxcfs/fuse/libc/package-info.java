/** The few calls of the C library that Java has no way to make, by jnr-ffi. */
package org.jpmxcfs.fuse.libc;
