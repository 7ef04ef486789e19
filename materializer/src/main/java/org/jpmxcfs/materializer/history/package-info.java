/** Past states and what led from one to the next, read from a journal and the state before it. */
package org.jpmxcfs.materializer.history;
