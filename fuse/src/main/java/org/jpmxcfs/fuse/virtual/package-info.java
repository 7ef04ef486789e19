/**
 * What the root shows that is not in the tree: files computed when they are opened, and links to
 * the own node.
 */
package org.jpmxcfs.fuse.virtual;
