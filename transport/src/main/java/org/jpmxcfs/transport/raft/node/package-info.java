/**
 * The loop that owns a replica: takes inputs, carries effects out, and starts after any crash. Not
 * here: the links that messages go over ({@code transport.netty}).
 */
package org.jpmxcfs.transport.raft.node;
