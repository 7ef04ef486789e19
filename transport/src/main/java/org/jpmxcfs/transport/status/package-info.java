/**
 * What the nodes of a cluster tell each other without keeping it: status entries, addresses and
 * samples. Nothing of it is in the journal, and a node's own is gone when it restarts.
 */
package org.jpmxcfs.transport.status;
