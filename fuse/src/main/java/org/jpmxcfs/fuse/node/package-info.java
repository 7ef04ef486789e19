/**
 * Puts a node together, starts its parts in order and stops them in reverse: {@link Node}, one of
 * its past states, or the tree of a node whose daemon does not run; and what a node says of itself.
 * Decides nothing else.
 */
package org.jpmxcfs.fuse.node;
