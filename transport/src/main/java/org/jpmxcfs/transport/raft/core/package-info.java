/**
 * Raft as in Ongaro's dissertation, as a pure function: an input and the time make effects. No
 * file, socket, thread, clock or chance here, so that a simulator drives it by the thousand seeds.
 */
package org.jpmxcfs.transport.raft.core;
