/**
 * Where a node's changes get their order: {@link Ordering}, and the engine of a node that serves
 * alone. Each other engine is a room below. Not here: how entries are stored, and who belongs to a
 * cluster.
 */
package org.jpmxcfs.fuse.ordering;
