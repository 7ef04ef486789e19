/**
 * What was: opens the past of a data directory, beside the daemon or inside it, resolves moments,
 * lists and compares states, plans a restoration and carries it out. Commands and pages are its
 * users. Not here: how states come from entries ({@code materializer.history}).
 */
package org.jpmxcfs.fuse.history;
