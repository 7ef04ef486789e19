/**
 * The binding to libfuse 2 by jnr-fuse: the only room that imports it. A call from native code
 * becomes a call of {@code fuse.ops}, and never lets an exception out.
 */
package org.jpmxcfs.fuse.mount.libfuse2;
