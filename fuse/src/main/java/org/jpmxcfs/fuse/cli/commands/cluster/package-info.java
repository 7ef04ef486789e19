/** {@code jpmxcfs cluster ...}: making, joining, leaving and looking at a cluster. */
package org.jpmxcfs.fuse.cli.commands.cluster;
