/** {@code jpmxcfs service ...}: the service of systemd. */
package org.jpmxcfs.fuse.cli.commands.service;
