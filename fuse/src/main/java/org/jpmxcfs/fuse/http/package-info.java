/**
 * The HTTP server of a daemon and what it serves. Not here: what is counted ({@code fuse.metrics}).
 */
package org.jpmxcfs.fuse.http;
