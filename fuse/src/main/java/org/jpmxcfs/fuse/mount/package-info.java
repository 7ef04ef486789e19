/**
 * Mount points and what can go wrong with them, whichever binding serves. The bindings are the
 * rooms below; they know nothing of each other.
 */
package org.jpmxcfs.fuse.mount;
