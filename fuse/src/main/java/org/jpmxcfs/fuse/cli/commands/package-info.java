/**
 * One class for each command of the command line; a command reads its options, calls one service,
 * and prints what came back. Not here: what several commands share ({@code options}, {@code text}).
 */
package org.jpmxcfs.fuse.cli.commands;
