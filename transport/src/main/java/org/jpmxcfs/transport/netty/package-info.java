/**
 * Links between the nodes of a cluster, by Netty: TLS 1.3 both ways, two connections each way
 * between every two nodes, all of a node's on one thread. The only package here that knows Netty.
 *
 * <p>A node sends only on the connections that it dialled: one {@link
 * org.jpmxcfs.transport.netty.Lane} for what must not wait, one for what is large. {@link
 * org.jpmxcfs.transport.netty.NettyLinks} puts it together.
 */
package org.jpmxcfs.transport.netty;
