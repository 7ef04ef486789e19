/** The face of the file system, and the place where a node is put together. */
package org.jpmxcfs.fuse;
