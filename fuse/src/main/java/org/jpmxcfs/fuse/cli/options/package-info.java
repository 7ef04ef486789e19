/**
 * Options and arguments that several commands share, and what they lead to: a data directory, a
 * mount, a moment of the history.
 */
package org.jpmxcfs.fuse.cli.options;
