/** The state machine over the journal, and its views. Knows neither FUSE nor the network. */
package org.jpmxcfs.materializer;
