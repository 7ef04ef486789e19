/** {@code jpmxcfs db ...}: copying, replacing and checking the database. */
package org.jpmxcfs.fuse.cli.commands.db;
