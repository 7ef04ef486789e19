/** The order of a node that serves alone. */
package org.jpmxcfs.transport.local;
