/**
 * The data directory of a node: its lock, recovery of journal and database at the start, how much
 * of the past is kept. Not here: what the files hold ({@code log}, {@code materializer}).
 */
package org.jpmxcfs.fuse.store;
