/** The command line: joins the commands below it. Nothing imports it. */
package org.jpmxcfs.fuse.cli;
