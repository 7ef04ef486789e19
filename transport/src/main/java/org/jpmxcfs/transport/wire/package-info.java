/** What replicas say to each other, and its binary form. */
package org.jpmxcfs.transport.wire;
