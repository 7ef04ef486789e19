/**
 * The requests that Proxmox's own tools send to the service {@code pve2} of the local node, and the
 * answers to them. Knows nothing of how the bytes travel: {@link org.jpmxcfs.transport.ipc.qb} does
 * that.
 */
package org.jpmxcfs.transport.ipc;
