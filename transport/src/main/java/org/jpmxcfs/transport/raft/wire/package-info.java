/** The messages of Raft and their binary form; pure and total. */
package org.jpmxcfs.transport.raft.wire;
