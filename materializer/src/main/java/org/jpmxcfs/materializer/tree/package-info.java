/**
 * The tree: a pure, deterministic fold over entries, and the views that follow from it. No SQL,
 * clock, thread or I/O.
 */
package org.jpmxcfs.materializer.tree;
