/** Whether what clients of a cluster were told can be explained by one order of their calls. */
package org.jpmxcfs.fuse.it.linearizability;
