/** {@code jpmxcfs stray ...}: files that were written into the bare mount point. */
package org.jpmxcfs.fuse.cli.commands.stray;
