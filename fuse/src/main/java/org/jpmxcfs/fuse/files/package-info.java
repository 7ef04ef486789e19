/**
 * Files of the tree, written and read from inside the daemon or through its mount by the same
 * interface. Not here: what the mount itself can do ({@code fuse.ops}).
 */
package org.jpmxcfs.fuse.files;
