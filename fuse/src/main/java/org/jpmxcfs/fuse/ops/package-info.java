/**
 * File operations without a binding: a request at a {@code Location} becomes a mutation or a look
 * at a view.
 */
package org.jpmxcfs.fuse.ops;
