/** The binding to libfuse 2 through jnr-fuse: the only package that imports it. */
package org.jpmxcfs.fuse.mount;
