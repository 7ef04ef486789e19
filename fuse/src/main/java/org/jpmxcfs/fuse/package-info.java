/**
 * The face of the file system, and the place where a node is put together. Rooms only; no class
 * stands here.
 */
package org.jpmxcfs.fuse;
