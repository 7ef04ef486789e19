/** {@code jpmxcfs journal ...}: looking into the journal, checking and mending it. */
package org.jpmxcfs.fuse.cli.commands.journal;
