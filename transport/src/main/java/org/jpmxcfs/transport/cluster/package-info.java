/**
 * The order of a cluster: one loop thread that owns a {@link
 * org.jpmxcfs.transport.sequencer.Replica}, stores what it asks to be stored, and passes messages
 * between it and its links to other members.
 */
package org.jpmxcfs.transport.cluster;
