/** The daemon as a service of systemd: its unit, and what it tells systemd while it runs. */
package org.jpmxcfs.fuse.systemd;
