/** Status values and other news between nodes that nobody keeps, whatever carries them. */
package org.jpmxcfs.transport.broadcast;
