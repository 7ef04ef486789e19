/**
 * The binding that speaks the kernel's FUSE protocol itself: it opens {@code /dev/fuse}, mounts,
 * and answers requests node by node. What the operations mean is in {@code fuse.ops}; how requests
 * and answers look as bytes is in {@code protocol}.
 */
package org.jpmxcfs.fuse.mount.kernel;
