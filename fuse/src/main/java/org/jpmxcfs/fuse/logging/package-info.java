/** Where log lines go (standard error or the system log), and how many there are. */
package org.jpmxcfs.fuse.logging;
