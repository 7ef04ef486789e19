/**
 * The kernel's FUSE protocol as bytes: requests, answers and notices, as {@code linux/fuse.h}
 * describes them. Pure and total: any bytes give a request or a verdict that says what is wrong.
 * What a request means is not decided here.
 */
package org.jpmxcfs.fuse.mount.kernel.protocol;
